// As the server generates them.
import { action } from "@postback/client";
export const toggleSolved = action("problem.toggle_solved", 1);
export const solveProblem = action("problem.solve_problem", 2);
export const updateProfile = action("profile.update_profile", 0, true);
export const updateProblem = action("problem.update_problem", 1, true);
export const login = action("auth.login", 0, true);
export const echo = action("types.echo", 1);
export const deleteSecret = action("types.delete_secret", 1);
