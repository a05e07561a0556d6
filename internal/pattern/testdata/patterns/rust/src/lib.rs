pub trait Shape {
    fn area(&self) -> f64;
}

pub struct Circle;
pub struct Square;

impl Shape for Circle {
    fn area(&self) -> f64 { 1.0 }
}

impl Shape for Square {
    fn area(&self) -> f64 { 2.0 }
}

impl Drop for Circle {
    fn drop(&mut self) {}
}

impl Drop for Square {
    fn drop(&mut self) {}
}
