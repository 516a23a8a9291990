//! Apps that have one feature of the library each, or none: the tests stand beside this file.
