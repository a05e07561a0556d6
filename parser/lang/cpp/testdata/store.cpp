// Stores things.
#include <vector>
#include "store.hpp"

using namespace std;
using Strings = std::vector<std::string>;

namespace store {
namespace detail { void helper(); }

/// A store.
template <typename T, int N = 3>
class [[nodiscard]] Store final : public Base<T>, private detail::Mixin {
public:
    explicit Store(std::string name, int size = 0) : name_(std::move(name)), size_(size) {}
    virtual ~Store() = default;
    Store(const Store&) = delete;

    /// Finds.
    virtual T* find(const std::string& key) const noexcept = 0;
    bool operator==(const Store& other) const { return name_ == other.name_ && size_ > 0; }
    static Store make(std::initializer_list<int> xs);
    template <class U> U as() const { return U{}; }
    auto trailing(int a) -> decltype(a) { return a; }

protected:
    int guarded() { return 1; }

private:
    std::string name_;
    int size_ = 0;
    struct Inner { int x; void f() {} };
};

template <typename T, int N>
Store<T, N> Store<T, N>::make(std::initializer_list<int> xs) {
    for (auto x : xs) {
        if (x > 0 || x < -1) continue;
        else if (x == 0) break;
    }
    auto f = [&](int y) { return y ? 1 : 2; };
    try {
        std::sort(xs.begin(), xs.end());
        f(1);
        auto p = new Inner();
        p->f();
    } catch (const std::exception& e) {
        throw;
    }
    return Store("x");
}

enum class Level : int { Low, High };

union Bits { int i; float f; };

struct Point { double x, y; };

concept Small = sizeof(int) < 8;
}  // namespace store

void store::detail::helper() {}

static int counter = 0;

#define SQUARE(x) ((x) * (x))

extern "C" {
int exported(void) { return SQUARE(2); }
}

TEST(StoreTest, Finds) { EXPECT_EQ(1, 1); }
