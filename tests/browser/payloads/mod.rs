//! What the server writes by itself, full of texts that would like to be more than text
//! (`pulina_tests::payloads`): nothing is executed, nothing is fetched, nothing becomes markup, and
//! people see what was written.

mod documents;
