#include "mine/tfidf_format.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "base/hash.hpp"
#include "mine/sections.hpp"
#include "mine/tfidf_document.hpp"

namespace khoj::mine {
namespace {

bool in(float value, float above, float most) noexcept { return value > above && value <= most; }

/// Whether `begins` leads from 0 to `end` and never goes back.
base::Status check_begins(std::string_view name, const std::uint32_t* begins, std::uint32_t count,
                          std::uint64_t end) {
  if (begins[0] != 0 || begins[count] != end) return corrupt("{} does not lead from 0 to {}", name, end);
  if (!std::is_sorted(begins, begins + count + 1)) return corrupt("{} goes back", name);
  return {};
}

base::Status check_header(const TfidfHeader& header, std::size_t size) {
  if (header.documents > kMaxTfidfDocuments)
    return corrupt("{} documents; expected at most {}", header.documents, kMaxTfidfDocuments);
  if (header.postings > kMaxTfidfPostings || header.term_bytes > kMaxTfidfPostings)
    return corrupt("{} postings and {} bytes of terms; expected at most {} of each", header.postings,
                   header.term_bytes, kMaxTfidfPostings);
  if (header.terms > header.postings || header.counts > kMaxTfidfCount || header.sublinear > 1)
    return corrupt("the header's numbers do not fit each other");
  const std::uint64_t expected = layout_of(header).size;
  if (size != expected) return corrupt("has {} bytes; the header says {}", size, expected);
  return {};
}

base::Status check_documents(const TfidfView& view) {
  for (std::uint32_t d = 0; d < view.documents; ++d) {
    if (d > 0 && view.items[d] <= view.items[d - 1]) return corrupt("items do not ascend at document {}", d);
    const bool is_empty = view.document_begins[d] == view.document_begins[d + 1];
    if (is_empty ? view.inverse_norms[d] != 0.0F : !in(view.inverse_norms[d], 0.0F, 1000.0F))
      return corrupt("document {} has the inverse norm {}", d, view.inverse_norms[d]);
  }
  return {};
}

base::Status check_terms(const TfidfView& view) {
  for (std::uint32_t t = 0; t < view.terms; ++t) {
    if (t > 0 && view.term(t) <= view.term(t - 1)) return corrupt("terms do not ascend at term {}", t);
    if (!in(view.idfs[t], 0.0F, 1000.0F) || !in(view.greatest[t], 0.0F, 1.01F))
      return corrupt("term {} has the idf {} and the greatest weight {}", t, view.idfs[t], view.greatest[t]);
    if (view.list_begins[t] == view.list_begins[t + 1]) return corrupt("term {} is in no document", t);
  }
  return {};
}

/// Walks the documents and ticks off every posting in its term's list: the lists are then exactly the documents' terms the
/// other way round, and ascend.
base::Status check_postings(const TfidfView& view) {
  std::vector<std::uint32_t> next(view.list_begins, view.list_begins + view.terms);
  for (std::uint32_t d = 0; d < view.documents; ++d) {
    for (std::uint32_t p = view.document_begins[d]; p < view.document_begins[d + 1]; ++p) {
      const std::uint32_t term = view.document_terms[p];
      if (term >= view.terms || (p > view.document_begins[d] && term <= view.document_terms[p - 1]))
        return corrupt("the terms of document {} do not ascend below {}", d, view.terms);
      const std::uint32_t at = next[term]++;
      if (at == view.list_begins[term + 1] || view.list_documents[at] != d || view.impacts[at] == 0)
        return corrupt("the list of term {} does not fit document {}", term, d);
      if (view.count_place(p) >= view.counts.size())
        return corrupt("document {} has count {} of {}", d, view.count_place(p), view.counts.size());
    }
  }
  return {};
}

}  // namespace

TfidfLayout layout_of(const TfidfHeader& header) noexcept {
  TfidfLayout layout{};
  SectionLayout sections;
  const std::uint64_t documents = header.documents;
  const std::uint64_t terms = header.terms;
  layout.count_width = header.counts <= 256 ? 1 : 2;
  layout.items = sections.add(documents, 4);
  layout.inverse_norms = sections.add(documents, 4);
  layout.document_begins = sections.add(documents + 1, 4);
  layout.document_terms = sections.add(header.postings, 4);
  layout.document_counts = sections.add(header.postings, layout.count_width);
  layout.counts = sections.add(header.counts, 2);
  layout.term_begins = sections.add(terms + 1, 4);
  layout.term_bytes = sections.add(header.term_bytes, 1);
  layout.idfs = sections.add(terms, 4);
  layout.greatest = sections.add(terms, 4);
  layout.list_begins = sections.add(terms + 1, 4);
  layout.list_documents = sections.add(header.postings, 4);
  layout.impacts = sections.add(header.postings, 1);
  layout.checksum = sections.add(1, 8);
  layout.size = sections.end();
  return layout;
}

std::vector<double> tf_weights(std::span<const std::uint16_t> counts, bool sublinear) {
  std::vector<double> weights;
  weights.reserve(counts.size());
  for (const std::uint16_t units : counts) {
    const double count = static_cast<double>(units) / kTfidfUnits;
    weights.push_back(sublinear && count > 1.0 ? 1.0 + std::log(count) : count);
  }
  return weights;
}

base::Result<TfidfView> read_tfidf(std::span<const std::byte> bytes, TfidfChecks checks) {
  TfidfHeader header;
  if (bytes.size() < sizeof(header)) return corrupt("{} bytes are too few for a TF-IDF model", bytes.size());
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kTfidfMagic) return corrupt("does not begin as a TF-IDF model does");
  if (header.version != kTfidfVersion) {
    return base::fail(base::ErrorCode::unsupported, "is of version {}; expected {}", header.version,
                      kTfidfVersion);
  }
  KHOJ_TRY(check_header(header, bytes.size()));
  const TfidfLayout layout = layout_of(header);
  if (checks == TfidfChecks::all &&
      base::hash64(bytes.first(layout.checksum)) != *section_at<std::uint64_t>(bytes, layout.checksum))
    return corrupt("the checksum is wrong");

  TfidfView view;
  view.options = {header.min_words, header.max_words, header.min_documents, header.max_document_share,
                  header.sublinear == 1};
  if (const auto status = check(view.options); !status)
    return corrupt("the header's option {}", status.error().describe());
  view.documents = header.documents;
  view.terms = header.terms;
  view.items = section_at<std::uint32_t>(bytes, layout.items);
  view.inverse_norms = section_at<float>(bytes, layout.inverse_norms);
  view.document_begins = section_at<std::uint32_t>(bytes, layout.document_begins);
  view.document_terms = section_at<std::uint32_t>(bytes, layout.document_terms);
  view.document_counts = section_at<std::uint8_t>(bytes, layout.document_counts);
  view.count_width = layout.count_width;
  view.counts = {section_at<std::uint16_t>(bytes, layout.counts), header.counts};
  view.term_begins = section_at<std::uint32_t>(bytes, layout.term_begins);
  view.term_bytes = section_at<char>(bytes, layout.term_bytes);
  view.idfs = section_at<float>(bytes, layout.idfs);
  view.greatest = section_at<float>(bytes, layout.greatest);
  view.list_begins = section_at<std::uint32_t>(bytes, layout.list_begins);
  view.list_documents = section_at<std::uint32_t>(bytes, layout.list_documents);
  view.impacts = section_at<std::uint8_t>(bytes, layout.impacts);

  KHOJ_TRY(check_begins("document_begins", view.document_begins, view.documents, header.postings));
  KHOJ_TRY(check_begins("term_begins", view.term_begins, view.terms, header.term_bytes));
  KHOJ_TRY(check_begins("list_begins", view.list_begins, view.terms, header.postings));
  if (!view.counts.empty() && view.counts.front() == 0) return corrupt("a count is 0");
  if (std::adjacent_find(view.counts.begin(), view.counts.end(), std::greater_equal<>()) != view.counts.end())
    return corrupt("counts do not ascend");
  KHOJ_TRY(check_documents(view));
  KHOJ_TRY(check_terms(view));
  KHOJ_TRY(check_postings(view));
  return view;
}

}  // namespace khoj::mine
