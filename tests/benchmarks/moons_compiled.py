"""The training step of moons written by hand for a compiler: C by the machine's `cc`, and numba.

Both take the parameters as the one flat vector of `networks.py`, change it in place and return the
loss before the step, in one call a step. The loops are those that a careful program has: the rows
of a layer stand side by side, so that the compiler may use wide instructions over rows.
"""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# As fast as it goes with the sums of IEEE arithmetic as they are written.
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")

SOURCE = """
enum { N = 100, H = 16 };

/* A layer of m neurons over k inputs: z = W x + b, one row for each neuron. */
static inline void layer(int m, int k, const double *p, const double (*x)[N], double (*z)[N])
{
    for (int i = 0; i < m; i++, p += k + 1) {
        for (int r = 0; r < N; r++)
            z[i][r] = p[k];
        for (int j = 0; j < k; j++)
            for (int r = 0; r < N; r++)
                z[i][r] += p[j] * x[j][r];
    }
}

static inline void relu(int m, double (*z)[N])
{
    for (int i = 0; i < m; i++)
        for (int r = 0; r < N; r++)
            z[i][r] = z[i][r] > 0 ? z[i][r] : 0;
}

/* What flows back to the weights of a layer. Four sums run side by side. */
static inline void slopes(int m, int k, const double (*x)[N], const double (*d)[N], double *g)
{
    for (int i = 0; i < m; i++, g += k + 1) {
        for (int j = 0; j <= k; j++) {
            double sums[4] = {0, 0, 0, 0};
            for (int r = 0; r < N; r += 4)
                for (int s = 0; s < 4; s++)
                    sums[s] += j < k ? d[i][r + s] * x[j][r + s] : d[i][r + s];
            g[j] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        }
    }
}

/* What flows back to the inputs of a layer, where these are open relus. */
static inline void below(
    int m, int k, const double *p, const double (*d)[N], const double (*x)[N], double (*e)[N])
{
    for (int j = 0; j < k; j++) {
        for (int r = 0; r < N; r++)
            e[j][r] = 0;
        for (int i = 0; i < m; i++)
            for (int r = 0; r < N; r++)
                e[j][r] += p[i * (k + 1) + j] * d[i][r];
        for (int r = 0; r < N; r++)
            e[j][r] = x[j][r] > 0 ? e[j][r] : 0;
    }
}

double step(double *p, const double (*x)[N], const double *y, double rate, double l2)
{
    static double a[H][N], b[H][N], z[1][N], d[1][N], db[H][N], da[H][N], g[337];
    double *first = p, *second = p + 48, *third = p + 320, loss = 0, squares = 0;
    layer(H, 2, first, x, a);
    relu(H, a);
    layer(H, H, second, (const double (*)[N])a, b);
    relu(H, b);
    layer(1, H, third, (const double (*)[N])b, z);
    for (int r = 0; r < N; r++) {
        double margin = 1 - y[r] * z[0][r];
        loss += margin > 0 ? margin : 0;
        d[0][r] = margin > 0 ? -y[r] / N : 0;
    }
    slopes(1, H, (const double (*)[N])b, (const double (*)[N])d, g + 320);
    below(1, H, third, (const double (*)[N])d, (const double (*)[N])b, db);
    slopes(H, H, (const double (*)[N])a, (const double (*)[N])db, g + 48);
    below(H, H, second, (const double (*)[N])db, (const double (*)[N])a, da);
    slopes(H, 2, x, (const double (*)[N])da, g);
    for (int i = 0; i < 337; i++) {
        squares += p[i] * p[i];
        p[i] -= rate * (g[i] + 2 * l2 * p[i]);
    }
    return loss / N + l2 * squares;
}
"""

Step = Callable[[], float]


def c_step(p: "np.ndarray", X: "np.ndarray", y: "np.ndarray", rate: float, l2: float) -> Step:
    """Return a step compiled by the C compiler of this machine.

    Raises:
        ImportError: if there is none.
    """
    import numpy as np

    compiler = shutil.which("cc")
    if compiler is None:
        raise ImportError("there is no C compiler called cc")
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "step.c"), Path(folder, "step.so")
        source.write_text(SOURCE)
        subprocess.run([compiler, *FLAGS, "-o", str(library), str(source)], check=True)
        function = ctypes.CDLL(str(library)).step
    function.restype = ctypes.c_double
    x = np.ascontiguousarray(X.T)
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (p, x, y)]
    numbers = ctypes.c_double(rate), ctypes.c_double(l2)

    def step() -> float:
        # The arrays stay alive as long as what points into them.
        assert x is not None
        found: float = function(*pointers, *numbers)
        return found

    return step


def numba_step(p: "np.ndarray", X: "np.ndarray", y: "np.ndarray", rate: float, l2: float) -> Step:
    """Return a step compiled by numba, with the loops of the C program."""
    import numba
    import numpy as np

    N, x = len(y), np.ascontiguousarray(X.T)
    g = np.empty_like(p)
    (W1, W2, W3), (G1, G2, G3) = (
        (flat[:48].reshape(16, 3), flat[48:320].reshape(16, 17), flat[320:].reshape(1, 17))
        for flat in (p, g)
    )
    a, b, da, db = (np.empty((16, N)) for _ in range(4))
    z, d = np.empty((1, N)), np.empty((1, N))

    @numba.njit
    def layer(W: Any, x: Any, z: Any) -> None:
        for i in range(len(z)):
            for r in range(N):
                z[i, r] = W[i, len(x)]
            for j in range(len(x)):
                for r in range(N):
                    z[i, r] += W[i, j] * x[j, r]

    @numba.njit
    def relu(z: Any) -> None:
        for i in range(len(z)):
            for r in range(N):
                z[i, r] = z[i, r] if z[i, r] > 0 else 0.0

    # Sums in another order than they are written: numba's way to wide instructions there.
    @numba.njit(fastmath={"reassoc"})
    def slopes(x: Any, d: Any, G: Any) -> None:
        for i in range(len(d)):
            for j in range(len(x)):
                total = 0.0
                for r in range(N):
                    total += d[i, r] * x[j, r]
                G[i, j] = total
            total = 0.0
            for r in range(N):
                total += d[i, r]
            G[i, len(x)] = total

    @numba.njit
    def below(W: Any, d: Any, x: Any, e: Any) -> None:
        for j in range(len(x)):
            for r in range(N):
                e[j, r] = 0.0
            for i in range(len(d)):
                for r in range(N):
                    e[j, r] += W[i, j] * d[i, r]
            for r in range(N):
                e[j, r] = e[j, r] if x[j, r] > 0 else 0.0

    # Arrays are arguments: numba takes those of the surroundings for constants.
    @numba.njit
    def step(
        p: Any, g: Any, weights: Any, gradients: Any, x: Any, y: Any, hidden: Any, last: Any
    ) -> float:
        (W1, W2, W3), (G1, G2, G3), (a, b, da, db), (z, d) = weights, gradients, hidden, last
        layer(W1, x, a)
        relu(a)
        layer(W2, a, b)
        relu(b)
        layer(W3, b, z)
        loss = 0.0
        for r in range(N):
            margin = 1 - y[r] * z[0, r]
            loss += max(margin, 0.0)
            d[0, r] = -y[r] / N if margin > 0 else 0.0
        slopes(b, d, G3)
        below(W3, d, b, db)
        slopes(a, db, G2)
        below(W2, db, a, da)
        slopes(x, da, G1)
        squares = 0.0
        for i in range(len(p)):
            squares += p[i] * p[i]
            p[i] -= rate * (g[i] + 2 * l2 * p[i])
        return loss / N + l2 * squares

    arguments = p, g, (W1, W2, W3), (G1, G2, G3), x, y, (a, b, da, db), (z, d)
    return lambda: step(*arguments)
