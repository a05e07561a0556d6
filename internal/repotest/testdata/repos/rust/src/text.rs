use crate::queue::{open, Queue};

pub fn names() -> String {
    let parts = vec!["a"];
    parts.join(",")
}

pub fn wait(queue: &Queue, parts: &[String]) {
    queue.join();
    parts.join(",");
    open();
    std::fs::write("a", "b");
}

pub fn take(x: usize) {
    x.take();
}

pub fn mem() {
    let m = std::mem::take(&mut 1);
}
