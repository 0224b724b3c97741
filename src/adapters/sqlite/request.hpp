// Work that waits for a database thread: what to do with the connection, and whom to tell. A Request is made
// on the caller's thread, runs on a thread of the database, and is answered exactly once.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/sqlite/connection.hpp"
#include "base/task.hpp"

namespace khoj::adapters::sqlite {

class Request {
 public:
  Request() = default;
  virtual ~Request() = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  /// Does the work and keeps its result. An error means that nothing of it may stay.
  virtual base::Status run(Connection& connection) = 0;

  /// Delivers the result, or `status` when that is an error.
  virtual void answer(base::Status status) = 0;
};

template <typename T>
using Answer = std::shared_ptr<base::OneShot<base::Result<T>>>;

/// A Request out of a function `base::Result<T>(Connection&)`.
template <typename T, typename Work>
class WorkRequest final : public Request {
 public:
  WorkRequest(Work work, Answer<T> answer) : work_(std::move(work)), answer_(std::move(answer)) {}

  base::Status run(Connection& connection) override {
    try {
      base::Result<T> result = work_(connection);
      if (!result) return base::fail(std::move(result).error());
      value_.emplace(std::move(*result));
      return {};
    } catch (const std::bad_alloc&) {
      return base::fail(base::ErrorCode::resource_exhausted, "there is no memory left for this request");
    } catch (const std::exception& thrown) {
      return base::fail(base::ErrorCode::internal, "a database request threw: {}", thrown.what());
    }
  }

  void answer(base::Status status) override {
    if (status) {
      answer_->set(std::move(*value_));
    } else {
      answer_->set(base::fail(std::move(status).error()));
    }
  }

 private:
  Work work_;
  Answer<T> answer_;
  std::optional<T> value_;
};

}  // namespace khoj::adapters::sqlite
