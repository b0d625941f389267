// RFC 6962 Merkle trees: hashes, roots and proofs over leaves in memory, and the pure
// checks that a verifier needs.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/hash.h"
#include "core/result.h"

namespace markwarden {

Sha256Digest LeafHash(std::string_view leaf);                                  // SHA-256(0x00 || leaf)
Sha256Digest NodeHash(const Sha256Digest& left, const Sha256Digest& right);    // SHA-256(0x01 || l || r)

// Gives the hash of the complete subtree of 2^level leaves that begins at index << level.
using NodeReader = std::function<Result<Sha256Digest>(int level, int64_t index)>;

// Of the tree of the first `size` leaves; the empty tree's root is SHA-256("").
Result<Sha256Digest> MerkleRoot(int64_t size, const NodeReader& read);
// RFC 6962, 2.1.1.  Errors: kInvalid (index outside 0..size-1).
Result<std::vector<Sha256Digest>> MerkleInclusion(int64_t index, int64_t size, const NodeReader& read);
// RFC 6962, 2.1.2.  Errors: kInvalid (not 0 < old_size <= size).
Result<std::vector<Sha256Digest>> MerkleConsistency(int64_t old_size, int64_t size, const NodeReader& read);

// Over leaf hashes in memory.
Sha256Digest MerkleRoot(std::span<const Sha256Digest> leaf_hashes);
NodeReader ReadLeaves(std::span<const Sha256Digest> leaf_hashes);

bool VerifyInclusion(const Sha256Digest& leaf, int64_t index, int64_t size,
                     std::span<const Sha256Digest> path, const Sha256Digest& root);
bool VerifyConsistency(int64_t old_size, const Sha256Digest& old_root, int64_t size,
                       const Sha256Digest& root, std::span<const Sha256Digest> path);

}  // namespace markwarden
