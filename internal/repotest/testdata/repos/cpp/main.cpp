#include "queue.hpp"
#include <vector>

int run(jobs::Queue &queue, std::vector<int> &numbers) {
  queue.push_back("x");
  numbers.push_back(1);
  jobs::open_queue();
  return 0;
}

int guess() {
  auto thing = jobs::open_queue();
  thing->drain_all();
  thing->push_back("y");
  return 0;
}
