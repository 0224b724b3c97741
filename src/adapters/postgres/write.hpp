// A write that waits for its turn on a WriteLane: what it does, and whom to tell. It is made on the caller's thread, runs
// on the lane's, and is answered exactly once.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/postgres/blocking_session.hpp"
#include "base/task.hpp"
#include "domain/tenant.hpp"

namespace khoj::adapters::postgres {

class Write {
 public:
  Write(domain::Tenant tenant, bool joins) : tenant_(std::move(tenant)), joins_(joins) {}
  virtual ~Write() = default;
  Write(const Write&) = delete;
  Write& operator=(const Write&) = delete;

  [[nodiscard]] const domain::Tenant& tenant() const noexcept { return tenant_; }
  /// Whether it may share its transaction with others of its tenant that join: the lane's GroupCommit runs them.
  [[nodiscard]] bool joins() const noexcept { return joins_; }

  /// Does all of a write that does not join, its COMMIT included. An error means that nothing of it may stay.
  virtual base::Status run(BlockingSession& session) = 0;
  /// Delivers what run(), or the GroupCommit, left in it.
  virtual void deliver() = 0;
  virtual void refuse(const base::Error& error) = 0;

 private:
  domain::Tenant tenant_;
  bool joins_;
};

/// Calls `work` and makes errors of what it throws.
template <typename Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return base::fail(base::ErrorCode::resource_exhausted, "there is no memory left for this request");
  } catch (const std::exception& thrown) {
    return base::fail(base::ErrorCode::internal, "a database request threw: {}", thrown.what());
  }
}

/// A Write whose answer is a T, or an error of its own beside a transaction that holds.
template <typename T>
class AnsweredWrite : public Write {
 public:
  using Answer = std::shared_ptr<base::OneShot<base::Result<T>>>;

  AnsweredWrite(domain::Tenant tenant, bool joins) : Write(std::move(tenant), joins) {}

  [[nodiscard]] Answer answer() const noexcept { return answer_; }
  void leave(base::Result<T> result) { result_.emplace(std::move(result)); }
  void deliver() override { answer_->set(std::move(*result_)); }
  void refuse(const base::Error& error) override { answer_->set(base::fail(error)); }

 private:
  Answer answer_ = std::make_shared<base::OneShot<base::Result<T>>>();
  std::optional<base::Result<T>> result_;
};

/// A Write that has its transaction for itself, out of a function `base::Result<T>(BlockingSession&)`.
template <typename T>
class LoneWrite final : public AnsweredWrite<T> {
 public:
  using Work = std::function<base::Result<T>(BlockingSession&)>;

  LoneWrite(domain::Tenant tenant, Work work)
      : AnsweredWrite<T>(std::move(tenant), false), work_(std::move(work)) {}

  base::Status run(BlockingSession& session) override {
    base::Result<T> result = guarded([&] { return work_(session); });
    if (!result) return base::fail(std::move(result).error());
    this->leave(std::move(result));
    return {};
  }

 private:
  Work work_;
};

}  // namespace khoj::adapters::postgres
