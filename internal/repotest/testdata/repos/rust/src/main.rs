use job_queue::text::wait;

fn main() {
    let q = job_queue::queue::open();
    wait(&q, &[]);
}
