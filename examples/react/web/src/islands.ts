// The properties of each component, as `src/islands.rs` has them.

import type { Problem } from './types'

type None = Record<string, never>

export interface Islands {
  Board: None
  Login: None
  ProblemList: { problems: Problem[] }
  SettingsPage: None
  SolveButton: { problemId: string; userId: string }
  UserName: None
}
