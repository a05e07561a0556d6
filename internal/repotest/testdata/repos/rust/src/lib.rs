//! Jobs.
pub mod queue;
pub mod text;

pub fn start() {
    queue::open();
    crate::text::names();
    text::names();
    std::mem::take(&mut 1);
}
