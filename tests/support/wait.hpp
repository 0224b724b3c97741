// Tasks in tests: wait for one and insist on its value, or look at its error.
#pragma once

#include <stdexcept>
#include <utility>

#include "base/result.hpp"
#include "base/task.hpp"

namespace khoj::testing {

/// The value of a Result; an error ends the test with its description.
template <typename T>
T value_of(base::Result<T> result) {
  if (!result) throw std::runtime_error("unexpected error: " + result.error().describe());
  return std::move(*result);
}

/// Waits for the task and returns its value.
template <typename T>
T wait(base::Task<base::Result<T>> task) {
  return value_of(base::sync_wait(std::move(task)));
}

/// Waits for the task and returns its error; a success ends the test.
template <typename T>
base::Error wait_for_error(base::Task<base::Result<T>> task) {
  auto result = base::sync_wait(std::move(task));
  if (result) throw std::runtime_error("an error was expected");
  return std::move(result).error();
}

}  // namespace khoj::testing
