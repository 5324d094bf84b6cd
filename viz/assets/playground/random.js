// The random numbers of Python and of numpy, bit for bit, so that a seed means the same here.

// Python's `random.Random(seed).random`: the Mersenne Twister, seeded by a whole number.
function mersenne(seed) {
  const N = 624;
  const words = new Uint32Array(N);
  const key = [];
  for (let rest = BigInt(seed); rest > 0n || !key.length; rest >>= 32n) {
    key.push(Number(rest & 0xffffffffn));
  }
  words[0] = 19650218;
  for (let i = 1; i < N; i++) {
    words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
  }
  let [i, j] = [1, 0];
  const advance = () => {
    if (++i === N) {
      words[0] = words[N - 1];
      i = 1;
    }
  };
  for (let k = Math.max(N, key.length); k > 0; k--) {
    const before = words[i - 1] ^ (words[i - 1] >>> 30);
    words[i] = (words[i] ^ Math.imul(before, 1664525)) + key[j] + j;
    j = (j + 1) % key.length;
    advance();
  }
  for (let k = N - 1; k > 0; k--) {
    const before = words[i - 1] ^ (words[i - 1] >>> 30);
    words[i] = (words[i] ^ Math.imul(before, 1566083941)) - i;
    advance();
  }
  words[0] = 0x80000000;
  let place = N;
  const next = () => {
    if (place === N) {
      for (let k = 0; k < N; k++) {
        const y = (words[k] & 0x80000000) | (words[(k + 1) % N] & 0x7fffffff);
        words[k] = words[(k + 397) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      place = 0;
    }
    let y = words[place++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}

const WORD = 0xffffffffn;
const WORDS2 = (1n << 64n) - 1n;
const WORDS4 = (1n << 128n) - 1n;

// Numbers from which a generator of numpy begins: its SeedSequence, four words of 64 bits.
function seedWords(seed) {
  let constant = 0x43b0d7e5;
  const hashed = (value) => {
    let mixed = value ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    mixed = Math.imul(mixed, constant);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const mix = (x, y) => {
    const mixed = Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const entropy = [];
  for (let rest = BigInt(seed); rest > 0n; rest >>= 32n) entropy.push(Number(rest & WORD));
  const pool = [0, 1, 2, 3].map((place) => hashed(entropy[place] ?? 0));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from !== to) pool[to] = mix(pool[to], hashed(pool[from]));
    }
  }
  for (const word of entropy.slice(4)) {
    for (let to = 0; to < 4; to++) pool[to] = mix(pool[to], hashed(word));
  }
  let drawn = 0x8b51f9dd;
  const words = [];
  for (let place = 0; place < 8; place++) {
    let value = pool[place % 4] ^ drawn;
    drawn = Math.imul(drawn, 0x58f38ded);
    value = Math.imul(value, drawn);
    words.push(BigInt((value ^ (value >>> 16)) >>> 0));
  }
  return [0, 2, 4, 6].map((place) => words[place] | (words[place + 1] << 32n));
}

// numpy's `default_rng(seed)`: the generator PCG64, of which permutations are asked.
class Shuffler {
  constructor(seed) {
    const [high, low, streamHigh, streamLow] = seedWords(seed);
    this.increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & WORDS4;
    this.state = (this.increment + ((high << 64n) | low)) & WORDS4;
    this.#advance();
    this.half = null;
  }

  #advance() {
    this.state = (this.state * 0x2360ed051fc65da44385df649fccf645n + this.increment) & WORDS4;
  }

  #word() {
    if (this.half !== null) {
      const kept = this.half;
      this.half = null;
      return kept;
    }
    this.#advance();
    const mixed = (this.state >> 64n) ^ (this.state & WORDS2);
    const turn = this.state >> 122n;
    const turned = ((mixed >> turn) | (mixed << ((64n - turn) & 63n))) & WORDS2;
    this.half = Number(turned >> 32n);
    return Number(turned & WORD);
  }

  // A whole number from 0 to the highest, each as likely: bits are drawn until they are in reach.
  below(highest) {
    if (highest === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(highest)) - 1;
    for (;;) {
      const drawn = (this.#word() & mask) >>> 0;
      if (drawn <= highest) return drawn;
    }
  }

  permutation(count) {
    const order = Array.from({ length: count }, (_, place) => place);
    for (let place = count - 1; place > 0; place--) {
      const other = this.below(place);
      [order[place], order[other]] = [order[other], order[place]];
    }
    return order;
  }

  kept() {
    return [this.state, this.half];
  }

  goBack([state, half]) {
    [this.state, this.half] = [state, half];
  }
}

// Numbers about 0 with a standard deviation of 1, by the method of Box and Muller.
function gaussian(random) {
  const size = Math.sqrt(-2 * Math.log(1 - random()));
  return size * Math.cos(2 * Math.PI * random());
}
