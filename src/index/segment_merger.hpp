// Merges segments into one without analysing any text again: postings, positions and columns are read from the old
// segments, dead documents left out, impacts quantised anew with the averages of the whole. Pure but for the sink;
// the inputs are not touched.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.hpp"
#include "index/segment.hpp"
#include "index/segment_sink.hpp"

namespace khoj::index {

/// Writes the live documents of `inputs` as one segment. `elsewhere` are the tokens of the index's other segments.
/// REQUIRES: some document is alive.
/// Errors: corruption (a payload that cannot be read, naming the segment), cancelled, those of the sink.
base::Status merge_segments(const Schema& schema, std::span<const std::shared_ptr<const Segment>> inputs,
                            const FieldTotals& elsewhere, SegmentSink& sink,
                            const std::stop_token& stop = {});

}  // namespace khoj::index
