// Answers that are files: an asset with its caching headers, and the headers that every page carries.
// Thread-safe.
#pragma once

#include "api/assets.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"

namespace khoj::api {

/// 200 with the asset (compressed when the client takes it), or 304 when the client has it.
[[nodiscard]] Response asset_response(const Request& request, const Asset& asset);

/// Adds the headers that keep a page from being framed, sniffed, or made to run what is not ours.
void add_page_headers(Response& response);

}  // namespace khoj::api
