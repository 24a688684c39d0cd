// An optional value that lies outside its owner, for what few of many have: where there is none, it takes a pointer.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace nnfront {

// Used as std::optional is; copies are deep.
template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(std::nullopt_t) {}                                          // NOLINT: no value is a boxed value
  Boxed(T value) : held_(std::make_unique<T>(std::move(value))) {}  // NOLINT: a value is a boxed value
  Boxed(const Boxed& other) : held_(other ? std::make_unique<T>(*other) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) {
    if (this != &other) *this = Boxed(other);
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  explicit operator bool() const { return held_ != nullptr; }
  const T& operator*() const { return *held_; }
  T& operator*() { return *held_; }
  const T* operator->() const { return held_.get(); }
  T* operator->() { return held_.get(); }
  friend bool operator==(const Boxed& a, const Boxed& b) { return a && b ? *a == *b : !a && !b; }

 private:
  std::unique_ptr<T> held_;
};

}  // namespace nnfront
