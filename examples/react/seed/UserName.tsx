import { updateUserName } from '@/actions/user'

export default function UserName() {
  return (
    <form action={updateUserName}>
      <input name="name" placeholder="Name on IT Lead" />
      <button type="submit">Save</button>
    </form>
  )
}
