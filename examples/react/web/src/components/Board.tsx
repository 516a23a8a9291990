import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query'
import { toggleSolved } from '@/actions/problem'
import type { Problem } from '@/types'

const client = new QueryClient()
const problems = { queryKey: ['problems'], queryFn: async (): Promise<Problem[]> => (await fetch('/api/problems')).json() }

function Rows() {
  const { data } = useQuery(problems)
  const solve = useMutation({
    mutationFn: toggleSolved.orThrow,
    onMutate: async (id: string) => {
      await client.cancelQueries(problems)
      const before = client.getQueryData<Problem[]>(problems.queryKey)
      client.setQueryData<Problem[]>(problems.queryKey, (all) => all?.map((one) => (one.id === id ? { ...one, solved: !one.solved } : one)))
      return before
    },
    onError: (_error, _id, before) => client.setQueryData(problems.queryKey, before),
    onSettled: () => client.invalidateQueries(problems),
  })
  return (
    <>
      {solve.error && <p role="alert">{solve.error.message}</p>}
      <ul>
        {data?.map(({ id, title, solved }) => (
          <li key={id}>
            {title}
            <button aria-pressed={solved} onClick={() => solve.mutate(id)}>
              {solved ? 'Done' : 'Mark solved'}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

export default function Board() {
  return (
    <QueryClientProvider client={client}>
      <Rows />
    </QueryClientProvider>
  )
}
