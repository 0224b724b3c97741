// How much an event says that its product is wanted. Pure functions.
#pragma once

#include "domain/event.hpp"

namespace khoj::signals {

/// 0 for kinds that say nothing, or the opposite: impression, skip, dislike, search.
[[nodiscard]] constexpr double engagement_of(domain::EventKind kind) noexcept {
  switch (kind) {
    case domain::EventKind::view: return 1.0;
    case domain::EventKind::click: return 2.0;
    case domain::EventKind::wishlist: return 3.0;
    case domain::EventKind::cart: return 5.0;
    case domain::EventKind::purchase: return 10.0;
    case domain::EventKind::scroll: return 0.5;
    case domain::EventKind::specs: return 2.0;
    case domain::EventKind::review: return 1.5;
    case domain::EventKind::like:
    case domain::EventKind::share: return 3.0;
    case domain::EventKind::comment: return 1.5;
    case domain::EventKind::impression:
    case domain::EventKind::skip:
    case domain::EventKind::dislike:
    case domain::EventKind::search:
    case domain::EventKind::erasure: return 0.0;
  }
  return 0.0;
}

}  // namespace khoj::signals
