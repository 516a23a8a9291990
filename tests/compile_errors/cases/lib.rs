//! The cases stand beside this file.
