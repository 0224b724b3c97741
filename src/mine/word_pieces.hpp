// The character n-grams of a word, by which words that are not known get a vector. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace khoj::mine {

/// Replaces `out` by the bucket of each n-gram of three to five characters of "<word>" (and of the whole, if it is shorter
/// than six); hashed, so several n-grams may share a bucket. Ill-formed UTF-8 counts byte by byte.
/// Source: Bojanowski, Grave, Joulin & Mikolov, Enriching word vectors with subword information, TACL 2017.
void piece_buckets(std::string_view word, std::uint32_t buckets, std::vector<std::uint32_t>& out);

}  // namespace khoj::mine
