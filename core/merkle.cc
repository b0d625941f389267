// RFC 6962, section 2.1, over complete subtrees.
#include "core/merkle.h"

#include <bit>
#include <string>

namespace markwarden {
namespace {

// The largest power of two smaller than n (n > 1).
int64_t SplitOf(int64_t n) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(n - 1)));
}

// The hash of leaves [begin, begin + count): `begin` is a multiple of the split, so that
// every complete subtree met on the way is one that `read` knows.
Result<Sha256Digest> Range(int64_t begin, int64_t count, const NodeReader& read) {
  if (std::has_single_bit(static_cast<uint64_t>(count))) {
    const int level = std::countr_zero(static_cast<uint64_t>(count));
    return read(level, begin >> level);
  }
  const int64_t split = SplitOf(count);
  Result<Sha256Digest> left = Range(begin, split, read);
  if (!left) return left;
  Result<Sha256Digest> right = Range(begin + split, count - split, read);
  if (!right) return right;
  return NodeHash(*left, *right);
}

// PATH(index, [begin, begin + count)).
Status Path(int64_t index, int64_t begin, int64_t count, const NodeReader& read, std::vector<Sha256Digest>& path) {
  if (count == 1) return Ok();
  const int64_t split = SplitOf(count);
  const bool left = index < split;
  if (Status inner = left ? Path(index, begin, split, read, path)
                          : Path(index - split, begin + split, count - split, read, path);
      !inner) {
    return inner;
  }
  Result<Sha256Digest> sibling = left ? Range(begin + split, count - split, read) : Range(begin, split, read);
  if (!sibling) return Fail(std::move(sibling.error()));
  path.push_back(*sibling);
  return Ok();
}

// SUBPROOF(old_size, [begin, begin + count), whole): `whole` while the old tree is this subtree.
Status SubProof(int64_t old_size, int64_t begin, int64_t count, bool whole, const NodeReader& read,
                std::vector<Sha256Digest>& path) {
  if (old_size == count) {
    if (whole) return Ok();
    Result<Sha256Digest> root = Range(begin, count, read);
    if (!root) return Fail(std::move(root.error()));
    path.push_back(*root);
    return Ok();
  }
  const int64_t split = SplitOf(count);
  const bool left = old_size <= split;
  if (Status inner = left ? SubProof(old_size, begin, split, whole, read, path)
                          : SubProof(old_size - split, begin + split, count - split, false, read, path);
      !inner) {
    return inner;
  }
  Result<Sha256Digest> sibling = left ? Range(begin + split, count - split, read) : Range(begin, split, read);
  if (!sibling) return Fail(std::move(sibling.error()));
  path.push_back(*sibling);
  return Ok();
}

}  // namespace

Sha256Digest LeafHash(std::string_view leaf) {
  Sha256Stream stream;
  stream.Update(std::string_view("\x00", 1));
  stream.Update(leaf);
  return stream.Finish();
}

Sha256Digest NodeHash(const Sha256Digest& left, const Sha256Digest& right) {
  Sha256Stream stream;
  stream.Update(std::string_view("\x01", 1));
  stream.Update(BytesOf(left));
  stream.Update(BytesOf(right));
  return stream.Finish();
}

Result<Sha256Digest> MerkleRoot(int64_t size, const NodeReader& read) {
  if (size == 0) return Sha256("");
  if (size < 0) return Fail(ErrorCode::kInvalid, "a tree cannot have fewer than no leaves");
  return Range(0, size, read);
}

Result<std::vector<Sha256Digest>> MerkleInclusion(int64_t index, int64_t size, const NodeReader& read) {
  if (index < 0 || index >= size) {
    return Fail(ErrorCode::kInvalid, "leaf " + std::to_string(index) + " is outside a tree of " + std::to_string(size));
  }
  std::vector<Sha256Digest> path;
  if (Status found = Path(index, 0, size, read, path); !found) return Fail(std::move(found.error()));
  return path;
}

Result<std::vector<Sha256Digest>> MerkleConsistency(int64_t old_size, int64_t size, const NodeReader& read) {
  if (old_size <= 0 || old_size > size) {
    return Fail(ErrorCode::kInvalid, "no proof leads from " + std::to_string(old_size) + " to " + std::to_string(size) + " leaves");
  }
  std::vector<Sha256Digest> path;
  if (Status found = SubProof(old_size, 0, size, true, read, path); !found) return Fail(std::move(found.error()));
  return path;
}

NodeReader ReadLeaves(std::span<const Sha256Digest> leaf_hashes) {
  return [leaf_hashes](int level, int64_t index) -> Result<Sha256Digest> {
    // Bottom-up over 2^level leaves, without keeping inner nodes.
    const auto at = [&](auto&& self, int l, int64_t i) -> Sha256Digest {
      if (l == 0) return leaf_hashes[static_cast<size_t>(i)];
      return NodeHash(self(self, l - 1, 2 * i), self(self, l - 1, 2 * i + 1));
    };
    return at(at, level, index);
  };
}

Sha256Digest MerkleRoot(std::span<const Sha256Digest> leaf_hashes) {
  return *MerkleRoot(static_cast<int64_t>(leaf_hashes.size()), ReadLeaves(leaf_hashes));
}

// RFC 9162, 2.1.3.2 (the same trees, the check written out).
bool VerifyInclusion(const Sha256Digest& leaf, int64_t index, int64_t size,
                     std::span<const Sha256Digest> path, const Sha256Digest& root) {
  if (index < 0 || index >= size) return false;
  auto fn = static_cast<uint64_t>(index), sn = static_cast<uint64_t>(size - 1);
  Sha256Digest r = leaf;
  for (const Sha256Digest& p : path) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = NodeHash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = NodeHash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

// RFC 9162, 2.1.4.2.
bool VerifyConsistency(int64_t old_size, const Sha256Digest& old_root, int64_t size,
                       const Sha256Digest& root, std::span<const Sha256Digest> path) {
  if (old_size <= 0 || old_size > size) return false;
  if (old_size == size) return path.empty() && old_root == root;
  std::vector<Sha256Digest> steps(path.begin(), path.end());
  if (std::has_single_bit(static_cast<uint64_t>(old_size))) steps.insert(steps.begin(), old_root);
  if (steps.empty()) return false;
  auto fn = static_cast<uint64_t>(old_size - 1), sn = static_cast<uint64_t>(size - 1);
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  Sha256Digest fr = steps[0], sr = steps[0];
  for (size_t i = 1; i < steps.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = NodeHash(steps[i], fr);
      sr = NodeHash(steps[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = NodeHash(sr, steps[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return fr == old_root && sr == root && sn == 0;
}

}  // namespace markwarden
