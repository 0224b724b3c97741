#include "base/executor.hpp"

namespace khoj::base {

thread_local Executor* Executor::current_ = nullptr;

}  // namespace khoj::base
