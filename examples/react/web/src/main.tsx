import { mountIslands } from '@postback/react'
import { lazy } from 'react'
import Login from './components/Login'
import { ProblemList } from './components/ProblemList'
import SettingsPage from './components/SettingsPage'
import { SolveButton } from './components/SolveButton'
import UserName from './components/UserName'
import type { Islands } from './islands'
import './style.css'

mountIslands<Islands>({
  Board: lazy(() => import('./components/Board')),
  Login,
  ProblemList,
  SettingsPage,
  SolveButton,
  UserName,
})
