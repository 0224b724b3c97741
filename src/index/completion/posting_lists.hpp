// Which completions hold a word: for every term the documents in ascending order, which is the order of popularity.
// The first document of a list stands in an array of its own, so that the best of a range of terms can be found without
// opening their lists; the gaps to the others are variable-length integers. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/completion/range_minimum.hpp"

namespace khoj::index::completion {

class PostingLists {
 public:
  PostingLists() = default;
  /// `postings` holds the documents of term 0 in strictly ascending order, then those of term 1 …; `begins` where each
  /// term's begin, and at last the end. No list is empty.
  PostingLists(std::span<const std::uint32_t> postings, std::span<const std::uint32_t> begins);

  [[nodiscard]] std::span<const std::uint32_t> first_documents() const noexcept { return first_; }
  /// The term in [begin, end) whose list begins with the least document. REQUIRES: begin < end.
  [[nodiscard]] std::uint32_t best_term(std::uint32_t begin, std::uint32_t end) const noexcept {
    return minimum_.argmin(first_, begin, end);
  }
  /// About how many postings the terms have: their first documents and the bytes of the others.
  [[nodiscard]] std::uint64_t weight(std::uint32_t begin, std::uint32_t end) const noexcept {
    return end - begin + (offsets_[end] - offsets_[begin]);
  }

  /// The rest of a list, behind its first document.
  class Cursor {
   public:
    Cursor(const std::uint8_t* at, const std::uint8_t* end, std::uint32_t document) noexcept
        : at_(at), end_(end), document_(document) {}
    [[nodiscard]] std::uint32_t document() const noexcept { return document_; }
    /// @return false at the end of the list.
    bool next() noexcept {
      if (at_ == end_) return false;
      std::uint32_t gap = 0;
      for (unsigned shift = 0;; shift += 7) {
        const std::uint8_t byte = *at_++;
        gap |= static_cast<std::uint32_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) break;
      }
      document_ += gap;
      return true;
    }

   private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
    std::uint32_t document_;
  };

  /// Tells of ascending documents whether a list holds them. Cost: that of reading the list once.
  class Membership {
   public:
    explicit Membership(Cursor cursor) noexcept : cursor_(cursor) {}
    bool contains(std::uint32_t document) noexcept {
      while (more_ && cursor_.document() < document) more_ = cursor_.next();
      return more_ && cursor_.document() == document;
    }

   private:
    Cursor cursor_;
    bool more_ = true;
  };
  [[nodiscard]] Cursor cursor(std::uint32_t term) const noexcept {
    return {bytes_.data() + offsets_[term], bytes_.data() + offsets_[term + 1], first_[term]};
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> offsets_;
  std::vector<std::uint8_t> bytes_;
  RangeMinimum minimum_;
};

/// The documents that hold any term of some ranges, from the most popular down, each once. Lives for one search, whose
/// heap it borrows.
class PostingUnion {
 public:
  /// A list that has been begun, or a range of which none has.
  struct Node {
    PostingLists::Cursor cursor;
    std::uint32_t term = 0;
    std::uint32_t begin = 0;  ///< Equal to end: a list.
    std::uint32_t end = 0;
  };

  PostingUnion(const PostingLists& lists, std::vector<Node>& heap) noexcept : lists_(lists), heap_(heap) {
    heap_.clear();
  }

  /// REQUIRES: before the first next(). Ranges are disjoint.
  void add(std::uint32_t begin, std::uint32_t end);
  /// @return false when there is no further document.
  bool next(std::uint32_t& document);

 private:
  static bool later(const Node& a, const Node& b) noexcept {
    return a.cursor.document() > b.cursor.document();
  }
  void push(const Node& node);

  const PostingLists& lists_;
  std::vector<Node>& heap_;
  std::uint32_t last_ = ~std::uint32_t{0};
};

}  // namespace khoj::index::completion
