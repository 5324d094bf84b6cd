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
    double power = size == 1.0 ? 1.0 : pow(size, exponent);
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
