// A queue between two threads, bounded in weight (bytes), so that a slow stage
// slows the one before it instead of filling memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace markwarden {

// Thread-safe.  An item heavier than the whole queue passes when the queue is empty.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t max_weight) : max_weight_(max_weight) {}

  // Waits for room.  False when closed or stopped: the item was not taken.
  bool Push(T item, std::stop_token stop, size_t weight = 1) {
    std::unique_lock lock(mutex_);
    const bool room = changed_.wait(lock, stop, [&] {
      return closed_ || items_.empty() || weight_ + weight <= max_weight_;
    });
    if (!room || closed_) return false;
    items_.emplace_back(std::move(item), weight);
    weight_ += weight;
    changed_.notify_all();
    return true;
  }

  // Waits for an item.  Empty when closed and drained, or stopped.
  std::optional<T> Pop(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return closed_ || !items_.empty(); })) return std::nullopt;
    return Take();
  }

  std::optional<T> TryPop() {
    const std::lock_guard lock(mutex_);
    return Take();
  }

  // No more pushes; what is inside can still be popped.
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  size_t weight() const {
    const std::lock_guard lock(mutex_);
    return weight_;
  }

 private:
  std::optional<T> Take() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front().first));
    weight_ -= items_.front().second;
    items_.pop_front();
    changed_.notify_all();
    return item;
  }

  const size_t max_weight_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::pair<T, size_t>> items_;  // guarded by mutex_
  size_t weight_ = 0;                       // guarded by mutex_
  bool closed_ = false;                     // guarded by mutex_
};

}  // namespace markwarden
