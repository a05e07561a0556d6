#pragma once
#include <string>

namespace text {
inline std::string shorten(const std::string &s) { return s.substr(1); }
} // namespace text
