'use client'
import { useOptimistic, useTransition } from 'react'
import { toggleSolved } from '@/actions/problem'

export function ProblemList({ problems }: { problems: Problem[] }) {
  const [optimisticProblems, addOptimistic] = useOptimistic(
    problems,
    (state, solvedId: string) => state.map(p => (p.id === solvedId ? { ...p, solved: true } : p))
  )
  const [, startTransition] = useTransition()
  function handleSolve(problemId: string) {
    startTransition(async () => {
      addOptimistic(problemId) // update UI instantly
      await toggleSolved(problemId) // persist to DB
    })
  }
  return (
    <ul>
      {optimisticProblems.map(p => (
        <li key={p.id}>
          {p.title}
          <button onClick={() => handleSolve(p.id)} disabled={p.solved}>
            {p.solved ? 'Done' : 'Mark solved'}
          </button>
        </li>
      ))}
    </ul>
  )
}
