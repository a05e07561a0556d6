#pragma once
#include <string>
#include <vector>

namespace jobs {

class Base {
public:
  int depth() const { return 0; }
};

class Queue : public Base {
public:
  void push_back(const std::string &job);
  void drain_all();
  int measure() const;

private:
  std::vector<std::string> items_;
};

Queue *open_queue();

} // namespace jobs
