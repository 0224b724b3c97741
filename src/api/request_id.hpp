// Request ids: every response names the request that it answers (X-Request-Id), and clicks later name it too.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace khoj::api {

/// 24 hexadecimal digits, 11 of the time and 13 random: no two alike in practice. Later ones sort behind earlier ones, so
/// that the event log's index grows at its end. Not a secret.
[[nodiscard]] std::string new_request_id();

/// "session_" and 12 hexadecimal digits, random: the session of a client that named none (K0). Not a secret.
[[nodiscard]] std::string new_session_id();

/// What a client or proxy proposes, when it looks like an id ([A-Za-z0-9_-]{8,64}); a new one otherwise.
[[nodiscard]] std::string choose_request_id(std::string_view proposed);

}  // namespace khoj::api
