#include "index/completion/posting_lists.hpp"

#include <algorithm>

#include "index/bytes.hpp"

namespace khoj::index::completion {

PostingLists::PostingLists(std::span<const std::uint32_t> postings, std::span<const std::uint32_t> begins) {
  const std::size_t terms = begins.size() - 1;
  first_.reserve(terms);
  offsets_.reserve(terms + 1);
  for (std::size_t term = 0; term < terms; ++term) {
    first_.push_back(postings[begins[term]]);
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    for (std::uint32_t i = begins[term] + 1; i < begins[term + 1]; ++i)
      put_varint(bytes_, postings[i] - postings[i - 1]);
  }
  offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  bytes_.shrink_to_fit();
  minimum_ = RangeMinimum(first_);
}

std::size_t PostingLists::memory_bytes() const noexcept {
  return first_.capacity() * sizeof first_[0] + offsets_.capacity() * sizeof offsets_[0] + bytes_.capacity() +
         minimum_.memory_bytes();
}

void PostingUnion::push(const Node& node) {
  heap_.push_back(node);
  std::push_heap(heap_.begin(), heap_.end(), later);
}

void PostingUnion::add(std::uint32_t begin, std::uint32_t end) {
  if (begin >= end) return;
  const std::uint32_t best = lists_.best_term(begin, end);
  push({lists_.cursor(best), best, begin, end});
}

bool PostingUnion::next(std::uint32_t& document) {
  if (heap_.size() == 1 && heap_[0].begin == heap_[0].end && heap_[0].cursor.document() != last_) {
    document = last_ = heap_[0].cursor.document();
    if (!heap_[0].cursor.next()) heap_.clear();
    return true;
  }
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Node node = heap_.back();
    heap_.pop_back();
    document = node.cursor.document();
    if (node.begin < node.end) {  // The range falls apart into its best list and what lies beside that.
      add(node.begin, node.term);
      add(node.term + 1, node.end);
      node.begin = node.end;
    }
    if (node.cursor.next()) push(node);
    if (document == last_) continue;
    last_ = document;
    return true;
  }
  return false;
}

}  // namespace khoj::index::completion
