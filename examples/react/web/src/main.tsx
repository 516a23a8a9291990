import { mountIslands } from '@postback/react'
import { lazy } from 'react'
import type { Islands } from './actions/islands'
import Login from './components/Login'
import { ProblemList } from './components/ProblemList'
import SettingsPage from './components/SettingsPage'
import { SolveButton } from './components/SolveButton'
import UserName from './components/UserName'
import './style.css'

mountIslands<Islands>({
  Board: lazy(() => import('./components/Board')),
  Login,
  ProblemList,
  SettingsPage,
  SolveButton,
  UserName,
})
