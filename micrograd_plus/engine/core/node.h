/* A node of a graph as plain memory: what `class Node` of node.py has in slots.

   An operand is always older than what is computed from it, so nodes alone make no cycles, and the
   collector of garbage is not told of them. It is where a cycle can be: a node that stands in it
   by a user's own class or by a step of a user's own makes all that is computed from it `tracked`. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <math.h>
#include <stdint.h>

enum Gradient { NOTHING, NUMBER, MARKED };
enum { MANY = 3 };

typedef struct {
    PyObject_HEAD
    /* What a walk looks at stands together, for the fast memory. */
    uint64_t pass : 40; /* the number of the walk that has seen it */
    uint64_t row : 8;
    uint64_t count : 2; /* of operands, or MANY */
    uint64_t has : 2;   /* enum Gradient */
    uint64_t tracked : 1;
    uint64_t filled : 1; /* whether it has a number: a class may forget to call __init__ */
    long long epoch;
    PyObject *first;     /* the operands, or all of them as a tuple if there are more than two */
    PyObject *second;
    PyObject *operation; /* NULL for a leaf */
    double number;
    union {
        double number;    /* NUMBER */
        PyObject *marked; /* MARKED: a float of a class of its own */
    } gradient;
    PyObject *name;  /* NULL for "" */
    PyObject *scope; /* NULL for None */
    PyObject *weak;
} Node;

static PyTypeObject *ValueType, *ConstantType, *ScopeType;
static PyTypeObject NodeType;
static PyObject *empty_tuple, *empty_text;
static long long epoch_now;

static inline int is_plain(PyObject *object) {
    return Py_TYPE(object) == ValueType || Py_TYPE(object) == ConstantType;
}

static inline int is_node(PyObject *object) {
    return is_plain(object) || PyObject_TypeCheck(object, &NodeType);
}

static inline int is_constant(Node *node) { return Py_TYPE(node) == ConstantType; }

static inline Py_ssize_t count_of(Node *node) {
    return node->count == MANY ? PyTuple_GET_SIZE(node->first) : node->count;
}

static inline Node *operand_of(Node *node, Py_ssize_t place) {
    if (node->count == MANY) return (Node *)PyTuple_GET_ITEM(node->first, place);
    return (Node *)(place ? node->second : node->first);
}

static inline Node *blank(PyTypeObject *type) {
    Node *node = PyObject_GC_New(Node, type);
    if (node) memset((PyObject *)node + 1, 0, sizeof(Node) - sizeof(PyObject));
    return node;
}

static inline void track(Node *node) {
    node->tracked = 1;
    if (!PyObject_GC_IsTracked((PyObject *)node)) PyObject_GC_Track((PyObject *)node);
}

static Node *constant(double number) {
    Node *node = blank(ConstantType);
    if (!node) return NULL;
    node->number = number;
    node->filled = 1;
    return node;
}

static PyObject *node_new(PyTypeObject *type, PyObject *arguments, PyObject *options) {
    if (type == ValueType || type == ConstantType) return (PyObject *)blank(type);
    /* As any object: an abstract class has none, and arguments are for __init__. */
    PyObject *given = type->tp_new == node_new ? empty_tuple : arguments;
    Node *node = (Node *)PyBaseObject_Type.tp_new(type, given, NULL);
    if (node) node->tracked = 1;
    return (PyObject *)node;
}

/* ------------------------------------------------------------------------------------ gradients */

static inline void drop_gradient(Node *node) {
    PyObject *marked = node->has == MARKED ? node->gradient.marked : NULL;
    node->has = NOTHING;
    Py_XDECREF(marked);
}

static inline void set_gradient(Node *node, double number) {
    if (node->has == MARKED) drop_gradient(node);
    node->gradient.number = number;
    node->has = NUMBER;
}

static int set_gradient_object(Node *node, PyObject *gradient) {
    if (!gradient || gradient == Py_None) {
        drop_gradient(node);
    } else if (PyFloat_CheckExact(gradient)) {
        set_gradient(node, PyFloat_AS_DOUBLE(gradient));
    } else if (PyFloat_Check(gradient)) {
        Py_INCREF(gradient);
        drop_gradient(node);
        node->gradient.marked = gradient;
        node->has = MARKED;
    } else {
        PyErr_Format(PyExc_TypeError, "a gradient is a float or None, not %R", gradient);
        return -1;
    }
    return 0;
}

static PyObject *gradient_of(Node *node) {
    if (node->has == NUMBER) return PyFloat_FromDouble(node->gradient.number);
    return Py_NewRef(node->has == MARKED ? node->gradient.marked : Py_None);
}

static inline double gradient_number(Node *node) {
    if (node->has == NUMBER) return node->gradient.number;
    return node->has == MARKED ? PyFloat_AS_DOUBLE(node->gradient.marked) : 0.0;
}

static inline int has_gradient(Node *node) { return gradient_number(node) != 0.0; }

/* Add to a gradient; one that is marked knows itself what to do. */
static inline int add_gradient(Node *node, double more) {
    if (node->has == NUMBER) {
        node->gradient.number += more;
        return 0;
    }
    PyObject *before = gradient_of(node), *number = PyFloat_FromDouble(more);
    PyObject *after = number ? PyNumber_InPlaceAdd(before, number) : NULL;
    Py_DECREF(before);
    Py_XDECREF(number);
    int failed = after ? set_gradient_object(node, after) : -1;
    Py_XDECREF(after);
    return failed;
}

/* ----------------------------------------------------------------------------------- attributes */

static int row_for(PyObject *operation, Py_ssize_t count);

/* Which row of ours a node is of, now that its operation or its operands are others. A step of a
   user's own, which is none, may refer to the node itself. */
static inline void find_row(Node *node) {
    node->row = node->operation ? row_for(node->operation, count_of(node)) : 0;
    if (node->operation && !node->row) track(node);
}

static PyObject *get_number(Node *node, void *_) {
    if (node->filled) return PyFloat_FromDouble(node->number);
    PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute 'number'", Py_TYPE(node)->tp_name);
    return NULL;
}

static int put_number(Node *node, PyObject *number, void *_) {
    double found = number ? PyFloat_AsDouble(number) : 0.0;
    if (found == -1.0 && PyErr_Occurred()) return -1;
    node->number = found;
    node->filled = number != NULL;
    return 0;
}

static PyObject *get_gradient(Node *node, void *_) { return gradient_of(node); }

static int put_gradient(Node *node, PyObject *gradient, void *_) {
    return set_gradient_object(node, gradient);
}

static PyObject *get_operands(Node *node, void *_) {
    switch (node->count) {
    case 0: return Py_NewRef(empty_tuple);
    case 1: return PyTuple_Pack(1, node->first);
    case 2: return PyTuple_Pack(2, node->first, node->second);
    default: return Py_NewRef(node->first);
    }
}

static int put_operands(Node *node, PyObject *operands, void *_) {
    if (!operands || !PyTuple_Check(operands)) {
        PyErr_SetString(PyExc_TypeError, "the operands of a node are a tuple");
        return -1;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(operands);
    for (Py_ssize_t place = 0; place < count; place++) {
        PyObject *operand = PyTuple_GET_ITEM(operands, place);
        if (!is_node(operand)) {
            PyErr_Format(PyExc_TypeError, "the operands of a node are nodes, not %R", operand);
            return -1;
        }
        if (((Node *)operand)->tracked) track(node);
    }
    PyObject *first = node->first, *second = node->second;
    node->first = count == 0 ? NULL : Py_NewRef(count > 2 ? operands : PyTuple_GET_ITEM(operands, 0));
    node->second = count == 2 ? Py_NewRef(PyTuple_GET_ITEM(operands, 1)) : NULL;
    node->count = count > 2 ? MANY : count;
    find_row(node);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return 0;
}

static PyObject *get_operation(Node *node, void *_) {
    return Py_NewRef(node->operation ? node->operation : Py_None);
}

static int put_operation(Node *node, PyObject *operation, void *_) {
    PyObject *before = node->operation;
    int leaf = !operation || operation == Py_None;
    node->operation = leaf ? NULL : Py_NewRef(operation);
    find_row(node);
    Py_XDECREF(before);
    return 0;
}

static PyObject *get_name(Node *node, void *_) {
    return Py_NewRef(node->name ? node->name : empty_text);
}

static int put_name(Node *node, PyObject *name, void *_) {
    PyObject *before = node->name;
    int none = !name || (PyUnicode_CheckExact(name) && PyUnicode_GET_LENGTH(name) == 0);
    node->name = none ? NULL : Py_NewRef(name);
    if (!none && !PyUnicode_CheckExact(name)) track(node);
    Py_XDECREF(before);
    return 0;
}

static PyObject *get_scope(Node *node, void *_) {
    return Py_NewRef(node->scope ? node->scope : Py_None);
}

static int put_scope(Node *node, PyObject *scope, void *_) {
    PyObject *before = node->scope;
    node->scope = !scope || scope == Py_None ? NULL : Py_NewRef(scope);
    if (node->scope && Py_TYPE(scope) != ScopeType) track(node);
    Py_XDECREF(before);
    return 0;
}

static PyGetSetDef node_attributes[] = {
    {"number", (getter)get_number, (setter)put_number},
    {"gradient", (getter)get_gradient, (setter)put_gradient},
    {"operands", (getter)get_operands, (setter)put_operands},
    {"operation", (getter)get_operation, (setter)put_operation},
    {"name", (getter)get_name, (setter)put_name},
    {"scope", (getter)get_scope, (setter)put_scope},
    {NULL},
};
static PyMemberDef node_numbers[] = {
    {"epoch", T_LONGLONG, offsetof(Node, epoch)},
    {NULL},
};

/* ------------------------------------------------------------------------------------- the end */

static int node_traverse(Node *node, visitproc visit, void *arg) {
    Py_VISIT(node->first);
    Py_VISIT(node->second);
    Py_VISIT(node->operation);
    Py_VISIT(node->name);
    Py_VISIT(node->scope);
    if (node->has == MARKED) Py_VISIT(node->gradient.marked);
    return 0;
}

static int node_clear(Node *node) {
    node->count = 0;
    Py_CLEAR(node->first);
    Py_CLEAR(node->second);
    Py_CLEAR(node->operation);
    Py_CLEAR(node->name);
    Py_CLEAR(node->scope);
    drop_gradient(node);
    node->row = 0;
    return 0;
}

static void free_node(Node *node) {
    PyTypeObject *type = Py_TYPE(node);
    drop_gradient(node);
    Py_XDECREF(node->operation);
    Py_XDECREF(node->name);
    Py_XDECREF(node->scope);
    type->tp_free((PyObject *)node);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) Py_DECREF(type);
}

/* Nodes that wait to be let go, so that this does not go down as deep as the graph. The last one
   who knew them is gone, and nobody can find them again: each keeps the next one in its epoch. */
static Node *waiting;

static inline void let_go(PyObject *object) {
    Node *node = (Node *)object;
    if (object && is_plain(object) && Py_REFCNT(object) == 1 && !node->tracked && !node->weak) {
        node->epoch = (long long)(intptr_t)waiting;
        waiting = node;
    } else {
        Py_XDECREF(object);
    }
}

static inline void let_operands_go(Node *node) {
    if (node->count == MANY && Py_REFCNT(node->first) == 1) {
        for (Py_ssize_t place = 0; place < PyTuple_GET_SIZE(node->first); place++) {
            let_go(PyTuple_GET_ITEM(node->first, place));
            PyTuple_SET_ITEM(node->first, place, NULL);
        }
    }
    if (node->count == MANY) Py_DECREF(node->first);
    else let_go(node->first);
    let_go(node->second);
}

static void node_dealloc(Node *node) {
    static int busy;
    if (node->tracked || node->weak) {
        /* Python may look at it once more, or at what it hangs on: its own way, and its trash can. */
        PyObject_GC_UnTrack(node);
        Py_TRASHCAN_BEGIN(node, node_dealloc)
        if (node->weak) PyObject_ClearWeakRefs((PyObject *)node);
        Py_XDECREF(node->first);
        Py_XDECREF(node->second);
        free_node(node);
        Py_TRASHCAN_END
        return;
    }
    let_operands_go(node);
    free_node(node);
    if (busy) return;
    busy = 1;
    while (waiting) {
        Node *next = waiting;
        waiting = (Node *)(intptr_t)next->epoch;
        Py_DECREF(next);
    }
    busy = 0;
}
