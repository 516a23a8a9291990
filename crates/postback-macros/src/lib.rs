//! The macros of `postback`. Their documentation is where they are re-exported: in `postback` itself.
