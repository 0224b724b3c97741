#include "base/background.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace khoj::base {
namespace {

/// The niceness whose weight in Linux's scheduler is about a tenth of the usual one.
constexpr int kBackgroundNice = 10;

}  // namespace

void step_back() noexcept {
  // On Linux this is the priority of one thread.
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kBackgroundNice);
}

}  // namespace khoj::base
