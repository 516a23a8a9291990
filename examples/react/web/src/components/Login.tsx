import { useActionState } from 'react'
import { login } from '@/actions/auth'

export default function Login() {
  const [state, action, isPending] = useActionState(login, null)
  return (
    <form action={action} className="fields">
      {state?.error?._form && <p role="alert">{state.error._form[0]}</p>}
      <label>
        E-mail
        <input name="email" type="email" autoComplete="username" required />
      </label>
      {state?.error?.email && <p role="alert">{state.error.email[0]}</p>}
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {state?.error?.password && <p role="alert">{state.error.password[0]}</p>}
      <button disabled={isPending}>{isPending ? 'Signing in…' : 'Sign in'}</button>
    </form>
  )
}
