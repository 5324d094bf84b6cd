/* The functions that rows are made of, to the bit as Python has them: see rules/arithmetic.py.

   What they are not sure of, an error or a case of its own in Python, is left to Python. */

enum { UNSURE = 0, SURE = 1 };

/* Kept from the compiler, which would compute the function of a written number by itself. */
static inline double opaque(double number) {
    volatile double kept = number;
    return kept;
}

/* Where Python's math raises: a result that is not finite, of a number that is. */
static inline int is_sure(double x, double *result, double (*function)(double)) {
    *result = function(x);
    return isfinite(*result) || !isfinite(x);
}

static inline double maximum_of(double a, double b) { return a > b || a != a ? a : b; }
static inline double minimum_of(double a, double b) { return a < b || a != a ? a : b; }

static inline int cbrt_of(double x, double *result) {
    double root = cbrt(x), size = fabs(x);
    if (SMALLEST_CUBE < size && size < LARGEST_CUBE) {
        double square = root * root;
        root -= (square * root - x) / (3.0 * square);
    }
    *result = root;
    return SURE;
}

/* A number times itself, and whether that surely is what the C library gives for its power 2: a
   compiler would take one for the other. Glibc's power is wrong by at most 0.52 of the last place,
   see its e_pow.c; where the product is not close to the middle between two floats, both are the
   float next to it. */
static inline int square_of(double x, double *product) {
    *product = x * x;
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 28)
    if (1e-270 < *product && *product < 1e270) {
        /* What the product has lost, by Dekker's halves. */
        double big = 134217729.0 * x, high = big - (big - x), low = x - high;
        double lost = ((high * high - *product) + 2.0 * high * low) + low * low;
        uint64_t bits;
        double scale;
        memcpy(&bits, product, sizeof bits);
        bits &= (uint64_t)0x7FF << 52;
        memcpy(&scale, &bits, sizeof scale);
        return fabs(lost) < 0.45 * 0x1p-52 * scale;
    }
#endif
    return UNSURE;
}

/* As Python's float to a power, which does not leave all cases to the C library. */
static inline int pow_of(double base, double exponent, double *result) {
    if (!isfinite(base) || !isfinite(exponent) || (base == 0.0 && exponent < 0.0)) return UNSURE;
    if (base < 0.0 && exponent != floor(exponent)) return UNSURE;
    if (exponent == 0.0 || base == 1.0) {
        *result = 1.0;
        return SURE;
    }
    int odd = fmod(fabs(exponent), 2.0) == 1.0;
    if (base == 0.0) {
        *result = odd ? base : 0.0;
        return SURE;
    }
    double size = base < 0.0 ? -base : base;
    double power = 1.0;
    if (size != 1.0 && !(exponent == 2.0 && square_of(size, &power)))
        power = pow(size, opaque(exponent));
    *result = base < 0.0 && odd ? -power : power;
    return isfinite(power);
}

/* From left to right; adding to -0.0 changes nothing, not even the sign of a zero. */
static inline double sum_of(Node *const *operands, Py_ssize_t count) {
    double sum = count ? -0.0 : 0.0;
    for (Py_ssize_t place = 0; place < count; place++) sum += operands[place]->number;
    return sum;
}

/* The largest term, the first of them, is taken out. */
static inline double logsumexp_of(Node *const *operands, Py_ssize_t count) {
    Py_ssize_t top = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        if (isnan(operands[place]->number)) return NAN;
        if (operands[place]->number > operands[top]->number) top = place;
    }
    double largest = operands[top]->number, sum = count > 1 ? -0.0 : 0.0;
    if (isinf(largest)) return largest;
    for (Py_ssize_t place = 0; place < count; place++)
        if (place != top) sum += exp(operands[place]->number - largest);
    return largest + (sum == 0.0 ? sum : log1p(sum));
}
