// A TF-IDF model as bytes, byte by byte in docs/formats/tfidf.md: where each section lies, and a view that reads them in
// place. What read_tfidf() passes can be read without further checks. A view is only a view, of bytes that never change.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mine/tfidf_options.hpp"

namespace khoj::mine {

static_assert(std::endian::native == std::endian::little, "models are little-endian and read in place");

inline constexpr std::array<char, 8> kTfidfMagic = {'k', 'h', 'o', 'j', 't', 'f', 'i', '\n'};
inline constexpr std::uint32_t kTfidfVersion = 1;
inline constexpr std::uint32_t kMaxTfidfDocuments = 1U << 31U;
inline constexpr std::uint64_t kMaxTfidfPostings = 0xFFFF'FFFF;  ///< And so many bytes of terms.

struct TfidfHeader {
  std::array<char, 8> magic = kTfidfMagic;
  std::uint32_t version = kTfidfVersion;
  std::uint32_t documents = 0;
  std::uint64_t postings = 0;
  std::uint64_t term_bytes = 0;
  std::uint32_t terms = 0;
  std::uint32_t counts = 0;  ///< Different counts.
  std::uint32_t min_words = 1;
  std::uint32_t max_words = 1;
  double max_document_share = 1.0;
  std::uint32_t min_documents = 1;
  std::uint32_t sublinear = 0;  ///< 0 or 1.
};
static_assert(sizeof(TfidfHeader) == 64);

/// Where each section begins; each at a multiple of 64.
struct TfidfLayout {
  std::uint64_t items, inverse_norms, document_begins, document_terms, document_counts;
  std::uint64_t counts, term_begins, term_bytes, idfs, greatest, list_begins, list_documents, impacts;
  std::uint64_t checksum;
  std::uint64_t size;         ///< Of everything.
  std::uint32_t count_width;  ///< Bytes a number in document_counts: 1 or 2.
};
[[nodiscard]] TfidfLayout layout_of(const TfidfHeader& header) noexcept;

/// Documents are numbered in the order of their items, terms in bytewise order.
struct TfidfView {
  TfidfOptions options;
  std::uint32_t documents = 0;
  std::uint32_t terms = 0;
  const std::uint32_t* items = nullptr;  ///< Ascending.
  const float* inverse_norms = nullptr;  ///< 1 / length before scaling; 0 for a document without terms.
  const std::uint32_t* document_begins = nullptr;  ///< documents + 1, in document_terms and document_counts.
  const std::uint32_t* document_terms = nullptr;   ///< Ascending in each document.
  const std::uint8_t* document_counts = nullptr;   ///< Of each its place in `counts`, 1 or 2 bytes.
  std::uint32_t count_width = 1;
  std::span<const std::uint16_t> counts;       ///< In units, ascending.
  const std::uint32_t* term_begins = nullptr;  ///< terms + 1, in term_bytes.
  const char* term_bytes = nullptr;
  const float* idfs = nullptr;
  const float* greatest = nullptr;  ///< Of each term the greatest weight in any document, or a bit more.
  const std::uint32_t* list_begins = nullptr;     ///< terms + 1, in list_documents and impacts.
  const std::uint32_t* list_documents = nullptr;  ///< Ascending in each list.
  const std::uint8_t* impacts = nullptr;  ///< A 255th of `greatest` so many times is at least the weight.

  [[nodiscard]] std::string_view term(std::uint32_t i) const noexcept {
    return {term_bytes + term_begins[i], term_begins[i + 1] - term_begins[i]};
  }
  [[nodiscard]] std::uint32_t count_place(std::size_t posting) const noexcept {
    if (count_width == 1) return document_counts[posting];
    return document_counts[2 * posting] | static_cast<std::uint32_t>(document_counts[2 * posting + 1]) << 8U;
  }
};

/// What a count of each place of `counts` gives a term's weight.
[[nodiscard]] std::vector<double> tf_weights(std::span<const std::uint16_t> counts, bool sublinear);

/// What is checked: everything, or (for fuzzing) everything but the checksum.
enum class TfidfChecks { all, structure };

/// @param bytes at an address that is a multiple of 8.
/// Errors: corruption, unsupported (another version). Cost: a pass over the bytes, some nanoseconds a posting.
[[nodiscard]] base::Result<TfidfView> read_tfidf(std::span<const std::byte> bytes,
                                                 TfidfChecks checks = TfidfChecks::all);

}  // namespace khoj::mine
