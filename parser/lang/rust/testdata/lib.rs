//! A crate.
//! With two lines.

use std::{fmt, io::{self, Read as R, Write}};
use crate::a::b::*;
use serde;
use self::queue::Queue as Q;
pub use super::c::D;
extern crate alloc;

/// A list.
#[derive(Debug, Clone)]
#[serde(
    rename = "x",
)]
pub struct List<'a, T: Clone> where T: fmt::Debug {
    items: &'a [T],
}

// not a doc comment
pub(crate) enum Shape {
    Circle(f64),
    Rect { w: f64, h: f64 },
}

union Bits { a: u32, b: f32 }
struct Unit;
pub type Result<T> = std::result::Result<T, Error>;

pub trait Area: fmt::Display {
    const SIDES: u32;
    type Out;
    /// The area.
    fn area(&self) -> f64;
    fn twice(&self, by: f64) -> f64 { self.area() * by }
}

impl<'a, T: Clone> List<'a, T> {
    pub const fn new(items: &'a [T]) -> Self { Self { items } }

    pub async fn fetch(&mut self, (a, b): (u8, u8), f: impl Fn(u8) -> u8) -> Result<()> {
        if let Some(x) = self.next()? && a > b || b == 0 {
            return Err(Error::new("x"));
        } else if a == b {
            loop { break; }
        } else {
            'outer: for i in 0..3 {
                while i < 2 { continue 'outer; }
            }
        }
        match a {
            1 | 2 if b > 0 => {}
            3 => println!("{}", f(a)),
            _ => unreachable!(),
        }
        let g = |x: u8| if x > 0 { 1 } else { 2 };
        self.items.iter().map(|i| i.clone()).collect::<Vec<T>>();
        Vec::<u8>::with_capacity(4);
        fn local(n: u32) -> u32 { if n == 0 { 0 } else { local(n - 1) } }
        Ok(())
    }
}

impl<T> Area for Box<T> where T: Area {
    fn area(&self) -> f64 { 0.0 }
}

impl fmt::Display for dyn Area {}

#[macro_export]
macro_rules! square {
    ($x:expr) => { $x * $x };
}

mod inner {
    pub(super) unsafe extern "C" fn raw(p: *const u8) {}
}

extern "C" {
    fn external(x: i32) -> i32;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fetches() { assert!(true); }
}
