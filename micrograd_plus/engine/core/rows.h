/* The rows of the rule table, written by `python -m tests.core` from their text: change the table,
   not this. */

#define SMALLEST_CUBE 1e-280
#define LARGEST_CUBE 1e+300
#include "functions.h"

enum Rows {
    ROW_UNKNOWN,
    ROW_ADD,
    ROW_SUB,
    ROW_MUL,
    ROW_DIV,
    ROW_POW,
    ROW_NEG,
    ROW_ABS,
    ROW_EXP,
    ROW_EXPM1,
    ROW_LOG,
    ROW_LOG1P,
    ROW_LOG2,
    ROW_LOG10,
    ROW_SQRT,
    ROW_CBRT,
    ROW_SIN,
    ROW_COS,
    ROW_TAN,
    ROW_ASIN,
    ROW_ACOS,
    ROW_ATAN,
    ROW_SINH,
    ROW_COSH,
    ROW_TANH,
    ROW_ASINH,
    ROW_ACOSH,
    ROW_ATANH,
    ROW_SIGMOID,
    ROW_SOFTPLUS,
    ROW_RELU,
    ROW_LEAKY_RELU,
    ROW_ELU,
    ROW_SILU,
    ROW_MAXIMUM,
    ROW_MINIMUM,
    ROW_WHERE,
    ROW_DETACH,
    ROW_LESS,
    ROW_LESS_EQUAL,
    ROW_GREATER,
    ROW_GREATER_EQUAL,
    ROW_SUM,
    ROW_LOGSUMEXP,
    ROWS,
};
static const char *const row_names[ROWS] = {
    "",
    "add",
    "sub",
    "mul",
    "div",
    "pow",
    "neg",
    "abs",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "sqrt",
    "cbrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "sigmoid",
    "softplus",
    "relu",
    "leaky_relu",
    "elu",
    "silu",
    "maximum",
    "minimum",
    "where",
    "detach",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "sum",
    "logsumexp",
};

/* The result of a row of one or two operands. */
static inline int forward(int row, double a, double b, double *result) {
    switch (row) {
    case ROW_ADD: {
        double t1 = a + b;
        *result = t1;
        return SURE;
    }
    case ROW_SUB: {
        double t1 = a - b;
        *result = t1;
        return SURE;
    }
    case ROW_MUL: {
        double t1 = a * b;
        *result = t1;
        return SURE;
    }
    case ROW_DIV: {
        if (b == 0.0) return UNSURE;
        double t1 = a / b;
        *result = t1;
        return SURE;
    }
    case ROW_POW: {
        double t1;
        if (!pow_of(a, b, &t1)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_NEG: {
        double t1 = -a;
        *result = t1;
        return SURE;
    }
    case ROW_ABS: {
        double t1 = fabs(a);
        *result = t1;
        return SURE;
    }
    case ROW_EXP: {
        double t1;
        if (!is_sure(a, &t1, exp)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_EXPM1: {
        double t1;
        if (!is_sure(a, &t1, expm1)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_LOG: {
        double t1;
        if (!is_sure(a, &t1, log)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_LOG1P: {
        double t1;
        if (!is_sure(a, &t1, log1p)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_LOG2: {
        double t1;
        if (!is_sure(a, &t1, log2)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_LOG10: {
        double t1;
        if (!is_sure(a, &t1, log10)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_SQRT: {
        double t1;
        if (!is_sure(a, &t1, sqrt)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_CBRT: {
        double t1;
        if (!cbrt_of(a, &t1)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_SIN: {
        double t1;
        if (!is_sure(a, &t1, sin)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_COS: {
        double t1;
        if (!is_sure(a, &t1, cos)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_TAN: {
        double t1;
        if (!is_sure(a, &t1, tan)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ASIN: {
        double t1;
        if (!is_sure(a, &t1, asin)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ACOS: {
        double t1;
        if (!is_sure(a, &t1, acos)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ATAN: {
        double t1;
        if (!is_sure(a, &t1, atan)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_SINH: {
        double t1;
        if (!is_sure(a, &t1, sinh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_COSH: {
        double t1;
        if (!is_sure(a, &t1, cosh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_TANH: {
        double t1;
        if (!is_sure(a, &t1, tanh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ASINH: {
        double t1;
        if (!is_sure(a, &t1, asinh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ACOSH: {
        double t1;
        if (!is_sure(a, &t1, acosh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_ATANH: {
        double t1;
        if (!is_sure(a, &t1, atanh)) return UNSURE;
        *result = t1;
        return SURE;
    }
    case ROW_SIGMOID: {
        double t1 = minimum_of(a, 0.0);
        double t2;
        if (!is_sure(t1, &t2, exp)) return UNSURE;
        double t3 = fabs(a);
        double t4 = -t3;
        double t5;
        if (!is_sure(t4, &t5, exp)) return UNSURE;
        double t6 = 1.0 + t5;
        if (t6 == 0.0) return UNSURE;
        double t7 = t2 / t6;
        *result = t7;
        return SURE;
    }
    case ROW_SOFTPLUS: {
        double t1 = maximum_of(a, 0.0);
        double t2 = fabs(a);
        double t3 = -t2;
        double t4;
        if (!is_sure(t3, &t4, exp)) return UNSURE;
        double t5;
        if (!is_sure(t4, &t5, log1p)) return UNSURE;
        double t6 = t1 + t5;
        *result = t6;
        return SURE;
    }
    case ROW_RELU: {
        double t1;
        if (a < 0.0) {
            t1 = 0.0;
        } else {
            t1 = a;
        }
        *result = t1;
        return SURE;
    }
    case ROW_LEAKY_RELU: {
        double t1;
        if (a > 0.0) {
            t1 = a;
        } else {
            double t2 = 0x1.47ae147ae147bp-7 * a;
            t1 = t2;
        }
        *result = t1;
        return SURE;
    }
    case ROW_ELU: {
        double t1 = maximum_of(a, 0.0);
        double t2 = minimum_of(a, 0.0);
        double t3;
        if (!is_sure(t2, &t3, expm1)) return UNSURE;
        double t4 = t1 + t3;
        *result = t4;
        return SURE;
    }
    case ROW_SILU: {
        double t1 = minimum_of(a, 0.0);
        double t2;
        if (!is_sure(t1, &t2, exp)) return UNSURE;
        double t3 = fabs(a);
        double t4 = -t3;
        double t5;
        if (!is_sure(t4, &t5, exp)) return UNSURE;
        double t6 = 1.0 + t5;
        if (t6 == 0.0) return UNSURE;
        double t7 = t2 / t6;
        double t8 = a * t7;
        *result = t8;
        return SURE;
    }
    case ROW_MAXIMUM: {
        double t1 = maximum_of(a, b);
        *result = t1;
        return SURE;
    }
    case ROW_MINIMUM: {
        double t1 = minimum_of(a, b);
        *result = t1;
        return SURE;
    }
    case ROW_DETACH: {
        *result = a;
        return SURE;
    }
    case ROW_LESS: {
        double t1;
        if (a < b) {
            t1 = 1.0;
        } else {
            t1 = 0.0;
        }
        *result = t1;
        return SURE;
    }
    case ROW_LESS_EQUAL: {
        double t1;
        if (a <= b) {
            t1 = 1.0;
        } else {
            t1 = 0.0;
        }
        *result = t1;
        return SURE;
    }
    case ROW_GREATER: {
        double t1;
        if (a > b) {
            t1 = 1.0;
        } else {
            t1 = 0.0;
        }
        *result = t1;
        return SURE;
    }
    case ROW_GREATER_EQUAL: {
        double t1;
        if (a >= b) {
            t1 = 1.0;
        } else {
            t1 = 0.0;
        }
        *result = t1;
        return SURE;
    }
    }
    return UNSURE;
}

/* The result of a row of any number of operands. */
static inline int forward_of_all(
    int row, Node *const *operands, Py_ssize_t count, double *result) {
    switch (row) {
    case ROW_SUM: {
        double t1 = sum_of(operands, count);
        *result = t1;
        return SURE;
    }
    case ROW_LOGSUMEXP: {
        double t1 = logsumexp_of(operands, count);
        *result = t1;
        return SURE;
    }
    }
    return UNSURE;
}

/* Whether C has the partials of a row. */
static inline int differentiates(int row) {
    switch (row) {
    case ROW_ADD:
    case ROW_SUB:
    case ROW_MUL:
    case ROW_DIV:
    case ROW_POW:
    case ROW_NEG:
    case ROW_ABS:
    case ROW_EXP:
    case ROW_EXPM1:
    case ROW_LOG:
    case ROW_LOG1P:
    case ROW_LOG2:
    case ROW_LOG10:
    case ROW_SQRT:
    case ROW_CBRT:
    case ROW_SIN:
    case ROW_COS:
    case ROW_TAN:
    case ROW_ASIN:
    case ROW_ACOS:
    case ROW_ATAN:
    case ROW_SINH:
    case ROW_COSH:
    case ROW_TANH:
    case ROW_ACOSH:
    case ROW_ATANH:
    case ROW_SIGMOID:
    case ROW_SOFTPLUS:
    case ROW_RELU:
    case ROW_LEAKY_RELU:
    case ROW_ELU:
    case ROW_SILU:
    case ROW_MAXIMUM:
    case ROW_MINIMUM:
    case ROW_WHERE:
    case ROW_DETACH:
    case ROW_LESS:
    case ROW_LESS_EQUAL:
    case ROW_GREATER:
    case ROW_GREATER_EQUAL:
    case ROW_SUM:
    case ROW_LOGSUMEXP:
        return 1;
    }
    return 0;
}

/* Add upstream times local gradient to the gradient of each operand. */
static inline int pull(Node *node, double upstream) {
    switch (node->row) {
    case ROW_ADD: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            local0 = 1.0;
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            local1 = 1.0;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_SUB: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            local0 = 1.0;
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            double t1 = -1.0;
            local1 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_MUL: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            local0 = b->number;
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            local1 = a->number;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_DIV: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (b->number == 0.0) return UNSURE;
            double t1 = 1.0 / b->number;
            local0 = t1;
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            double t2 = -node->number;
            if (b->number == 0.0) return UNSURE;
            double t3 = t2 / b->number;
            local1 = t3;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_POW: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (b->number == 0.0) {
                double t1 = a->number * a->number;
                if (t1 == 0.0) {
                    flows0 = 0;
                } else {
                    double t2 = b->number - 1.0;
                    double t3;
                    if (!pow_of(a->number, t2, &t3)) return UNSURE;
                    double t4 = b->number * t3;
                    local0 = t4;
                }
            } else {
                double t5 = b->number - 1.0;
                double t6;
                if (!pow_of(a->number, t5, &t6)) return UNSURE;
                double t7 = b->number * t6;
                local0 = t7;
            }
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            if (a->number == 0.0) {
                flows1 = 0;
            } else {
                double t8;
                if (!is_sure(a->number, &t8, log)) return UNSURE;
                double t9 = node->number * t8;
                local1 = t9;
            }
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_NEG: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = -1.0;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ABS: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (a->number > 0.0) {
                local0 = 1.0;
            } else {
                if (a->number < 0.0) {
                    double t1 = -1.0;
                    local0 = t1;
                } else {
                    flows0 = 0;
                }
            }
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_EXP: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            local0 = node->number;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_EXPM1: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(a->number, &t1, exp)) return UNSURE;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_LOG: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (a->number == 0.0) return UNSURE;
            double t1 = 1.0 / a->number;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_LOG1P: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = 1.0 + a->number;
            if (t1 == 0.0) return UNSURE;
            double t2 = 1.0 / t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_LOG2: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(opaque(2.0), &t1, log)) return UNSURE;
            double t2 = a->number * t1;
            if (t2 == 0.0) return UNSURE;
            double t3 = 1.0 / t2;
            local0 = t3;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_LOG10: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(opaque(10.0), &t1, log)) return UNSURE;
            double t2 = a->number * t1;
            if (t2 == 0.0) return UNSURE;
            double t3 = 1.0 / t2;
            local0 = t3;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SQRT: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = 2.0 * node->number;
            if (t1 == 0.0) return UNSURE;
            double t2 = 1.0 / t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_CBRT: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(node->number, 2.0, &t1)) return UNSURE;
            double t2 = 3.0 * t1;
            if (t2 == 0.0) return UNSURE;
            double t3 = 1.0 / t2;
            local0 = t3;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SIN: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(a->number, &t1, cos)) return UNSURE;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_COS: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(a->number, &t1, sin)) return UNSURE;
            double t2 = -t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_TAN: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(node->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 + t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ASIN: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(a->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 - a->number;
            double t3 = 1.0 + a->number;
            double t4 = t2 * t3;
            if (t4 == 0.0) return UNSURE;
            double t5 = t1 / t4;
            double t6 = 1.0 + t5;
            double t7;
            if (!is_sure(t6, &t7, sqrt)) return UNSURE;
            local0 = t7;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ACOS: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(a->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 - a->number;
            double t3 = 1.0 + a->number;
            double t4 = t2 * t3;
            if (t4 == 0.0) return UNSURE;
            double t5 = t1 / t4;
            double t6 = 1.0 + t5;
            double t7;
            if (!is_sure(t6, &t7, sqrt)) return UNSURE;
            double t8 = -t7;
            local0 = t8;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ATAN: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(a->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 + t1;
            if (t2 == 0.0) return UNSURE;
            double t3 = 1.0 / t2;
            local0 = t3;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SINH: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(a->number, &t1, cosh)) return UNSURE;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_COSH: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!is_sure(a->number, &t1, sinh)) return UNSURE;
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_TANH: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(node->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 - t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ACOSH: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = a->number - 1.0;
            double t2;
            if (!is_sure(t1, &t2, sqrt)) return UNSURE;
            double t3 = a->number + 1.0;
            double t4;
            if (!is_sure(t3, &t4, sqrt)) return UNSURE;
            double t5 = t2 * t4;
            if (t5 == 0.0) return UNSURE;
            double t6 = 1.0 / t5;
            local0 = t6;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ATANH: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (!pow_of(a->number, 2.0, &t1)) return UNSURE;
            double t2 = 1.0 - a->number;
            double t3 = 1.0 + a->number;
            double t4 = t2 * t3;
            if (t4 == 0.0) return UNSURE;
            double t5 = t1 / t4;
            double t6 = 1.0 + t5;
            local0 = t6;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SIGMOID: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = 1.0 - node->number;
            double t2 = node->number * t1;
            local0 = t2;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SOFTPLUS: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = minimum_of(a->number, 0.0);
            double t2;
            if (!is_sure(t1, &t2, exp)) return UNSURE;
            double t3 = fabs(a->number);
            double t4 = -t3;
            double t5;
            if (!is_sure(t4, &t5, exp)) return UNSURE;
            double t6 = 1.0 + t5;
            if (t6 == 0.0) return UNSURE;
            double t7 = t2 / t6;
            local0 = t7;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_RELU: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (a->number > 0.0) {
                local0 = 1.0;
            } else {
                flows0 = 0;
            }
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_LEAKY_RELU: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (a->number > 0.0) {
                t1 = 1.0;
            } else {
                t1 = 0x1.47ae147ae147bp-7;
            }
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_ELU: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1;
            if (a->number > 0.0) {
                t1 = 1.0;
            } else {
                double t2;
                if (!is_sure(a->number, &t2, exp)) return UNSURE;
                t1 = t2;
            }
            local0 = t1;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_SILU: {
        Node *a = operand_of(node, 0);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            double t1 = minimum_of(a->number, 0.0);
            double t2;
            if (!is_sure(t1, &t2, exp)) return UNSURE;
            double t3 = fabs(a->number);
            double t4 = -t3;
            double t5;
            if (!is_sure(t4, &t5, exp)) return UNSURE;
            double t6 = 1.0 + t5;
            if (t6 == 0.0) return UNSURE;
            double t7 = t2 / t6;
            double t8 = -a->number;
            double t9 = minimum_of(t8, 0.0);
            double t10;
            if (!is_sure(t9, &t10, exp)) return UNSURE;
            double t11 = -a->number;
            double t12 = fabs(t11);
            double t13 = -t12;
            double t14;
            if (!is_sure(t13, &t14, exp)) return UNSURE;
            double t15 = 1.0 + t14;
            if (t15 == 0.0) return UNSURE;
            double t16 = t10 / t15;
            double t17 = a->number * t16;
            double t18 = 1.0 + t17;
            double t19 = t7 * t18;
            local0 = t19;
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        return SURE;
    }
    case ROW_MAXIMUM: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (a->number > b->number) {
                local0 = 1.0;
            } else {
                if (a->number < b->number) {
                    flows0 = 0;
                } else {
                    local0 = 0x1.0000000000000p-1;
                }
            }
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            if (b->number > a->number) {
                local1 = 1.0;
            } else {
                if (b->number < a->number) {
                    flows1 = 0;
                } else {
                    local1 = 0x1.0000000000000p-1;
                }
            }
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_MINIMUM: {
        Node *a = operand_of(node, 0);
        Node *b = operand_of(node, 1);
        double local0 = 0.0;
        int flows0 = !is_constant(a);
        if (flows0) {
            if (a->number < b->number) {
                local0 = 1.0;
            } else {
                if (a->number > b->number) {
                    flows0 = 0;
                } else {
                    local0 = 0x1.0000000000000p-1;
                }
            }
        }
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            if (b->number < a->number) {
                local1 = 1.0;
            } else {
                if (b->number > a->number) {
                    flows1 = 0;
                } else {
                    local1 = 0x1.0000000000000p-1;
                }
            }
        }
        if (flows0 && add_gradient(a, upstream * local0) < 0)
            return -1;
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        return SURE;
    }
    case ROW_WHERE: {
        Node *b = operand_of(node, 1);
        Node *c = operand_of(node, 2);
        Node *a = operand_of(node, 0);
        double local1 = 0.0;
        int flows1 = !is_constant(b);
        if (flows1) {
            if (a->number != 0.0) {
                local1 = 1.0;
            } else {
                flows1 = 0;
            }
        }
        double local2 = 0.0;
        int flows2 = !is_constant(c);
        if (flows2) {
            if (a->number != 0.0) {
                flows2 = 0;
            } else {
                local2 = 1.0;
            }
        }
        if (flows1 && add_gradient(b, upstream * local1) < 0)
            return -1;
        if (flows2 && add_gradient(c, upstream * local2) < 0)
            return -1;
        return SURE;
    }
    case ROW_DETACH: {
        return SURE;
    }
    case ROW_LESS: {
        return SURE;
    }
    case ROW_LESS_EQUAL: {
        return SURE;
    }
    case ROW_GREATER: {
        return SURE;
    }
    case ROW_GREATER_EQUAL: {
        return SURE;
    }
    case ROW_SUM: {
        for (Py_ssize_t place = 0; place < count_of(node); place++) {
            Node *x = operand_of(node, place);
            if (is_constant(x)) continue;
            if (add_gradient(x, upstream * 1.0) < 0) return -1;
        }
        return SURE;
    }
    case ROW_LOGSUMEXP: {
        for (Py_ssize_t place = 0; place < count_of(node); place++) {
            Node *x = operand_of(node, place);
            if (is_constant(x)) continue;
            double t1 = x->number - node->number;
            double t2;
            if (!is_sure(t1, &t2, exp)) return UNSURE;
            (void)t2;
        }
        for (Py_ssize_t place = 0; place < count_of(node); place++) {
            Node *x = operand_of(node, place);
            if (is_constant(x)) continue;
            double t1 = x->number - node->number;
            double t2;
            if (!is_sure(t1, &t2, exp)) return UNSURE;
            if (add_gradient(x, upstream * t2) < 0) return -1;
        }
        return SURE;
    }
    }
    return UNSURE;
}
