#include "queue.hpp"
#include "text/names.hpp"

namespace jobs {

void Queue::push_back(const std::string &job) {
  items_.push_back(job);
  drain_all();
}

void Queue::drain_all() {
  items_.clear();
  text::shorten("x");
}

int Queue::measure() const { return this->depth(); }

Queue *open_queue() { return new Queue(); }

} // namespace jobs
