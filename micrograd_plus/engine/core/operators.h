/* The step forward: operators, and the functions of rows.

   What is not a plain case, a strange operand, a number outside a domain, an observer other than a
   recording, goes to the row's own Python, which is generated from the same text. */

typedef struct {
    PyObject *operation; /* NULL if the row is not known */
    Py_ssize_t arity;    /* of operands, 0 for any number */
    PyObject *apply;     /* the row as a function of Python's */
    PyObject *method, *reflected, *in_place; /* its operators, if it has any */
} Row;

static Row rows[ROWS];

static int row_for(PyObject *operation, Py_ssize_t count) {
    for (int row = 1; row < ROWS; row++)
        if (rows[row].operation == operation)
            return !rows[row].arity || rows[row].arity == count ? row : 0;
    return 0;
}

/* A new node; takes over the operands. */
static inline Node *made(int row, double number, PyObject *state) {
    Node *node = blank(ValueType);
    if (!node) return NULL;
    node->number = number;
    node->filled = 1;
    node->operation = Py_NewRef(rows[row].operation);
    node->row = row;
    node->epoch = epoch_now;
    PyObject *scope = slot_of(state, state_at.scope);
    if (scope != Py_None) node->scope = Py_NewRef(scope);
    return node;
}

/* An operand as a node, borrowed or new (`*owned`); NULL if it is not a plain one. */
static inline Node *plain_operand(PyObject *object, int *owned) {
    *owned = 0;
    if (is_node(object)) return ((Node *)object)->filled ? (Node *)object : NULL;
    *owned = 1;
    if (PyFloat_CheckExact(object)) return constant(PyFloat_AS_DOUBLE(object));
    if (PyLong_CheckExact(object)) {
        double number = PyLong_AsDouble(object);
        if (number != -1.0 || !PyErr_Occurred()) return constant(number);
        PyErr_Clear();
    }
    *owned = 0;
    return NULL;
}

/* The node of one or two operands where `state` holds, or NULL: with an error, or without one if
   Python has to say. */
static inline PyObject *computed_in(PyObject *state, int row, PyObject *left, PyObject *right) {
    int own_left, own_right = 0;
    Node *a = plain_operand(left, &own_left), *b = NULL, *node = NULL;
    if (!a) return NULL;
    double result;
    if (right && !(b = plain_operand(right, &own_right))) goto end;
    if (!forward(row, a->number, b ? b->number : 0.0, &result)) goto end;
    if (!(node = made(row, result, state))) goto end;
    node->count = right ? 2 : 1;
    node->first = own_left ? (PyObject *)a : Py_NewRef(a);
    if (right) node->second = own_right ? (PyObject *)b : Py_NewRef(b);
    if (a->tracked || (b && b->tracked)) track(node);
    return finished(state, node);
end:
    if (own_left) Py_DECREF(a);
    if (own_right) Py_XDECREF(b);
    return NULL;
}

static inline PyObject *computed(int row, PyObject *left, PyObject *right) {
    PyObject *state = quiet_state();
    if (!state) return NULL;
    PyObject *node = computed_in(state, row, left, right);
    Py_DECREF(state);
    return node;
}

/* ------------------------------------------------------------------------------------ operators */

enum How { PLAIN, IN_PLACE };

static PyObject *by_python(int row, PyObject *left, PyObject *right, enum How how) {
    if (!is_node(left)) return PyObject_CallFunctionObjArgs(rows[row].reflected, right, left, NULL);
    PyObject *method = how == IN_PLACE ? rows[row].in_place : rows[row].method;
    return PyObject_CallFunctionObjArgs(method, left, right, NULL);
}

/* Whether a parameter may be meant to be moved: p -= 0.1 makes another node of it. */
static inline int moves(int row, PyObject *left, PyObject *right, enum How how) {
    if (how == PLAIN && row != ROW_ADD && row != ROW_SUB) return 0;
    if (Py_TYPE(right) == ValueType || !is_node(left)) return 0;
    return !((Node *)left)->operation && has_gradient((Node *)left);
}

static inline PyObject *binary(int row, PyObject *left, PyObject *right, enum How how) {
    /* Python's own sum begins with 0: adding that shows nothing. */
    if (row == ROW_ADD && PyLong_CheckExact(left) && !PyObject_IsTrue(left)) return Py_NewRef(right);
    if (moves(row, left, right, how)) return by_python(row, left, right, how);
    PyObject *node = computed(row, left, right);
    return node || PyErr_Occurred() ? node : by_python(row, left, right, how);
}

static PyObject *unary(int row, PyObject *operand) {
    PyObject *node = computed(row, operand, NULL);
    return node || PyErr_Occurred() ? node : PyObject_CallOneArg(rows[row].apply, operand);
}

#define OPERATOR(name, row, how) \
    static PyObject *name(PyObject *left, PyObject *right) { return binary(row, left, right, how); }
OPERATOR(add, ROW_ADD, PLAIN)
OPERATOR(subtract, ROW_SUB, PLAIN)
OPERATOR(multiply, ROW_MUL, PLAIN)
OPERATOR(divide, ROW_DIV, PLAIN)
OPERATOR(subtract_in_place, ROW_SUB, IN_PLACE)
OPERATOR(multiply_in_place, ROW_MUL, IN_PLACE)
OPERATOR(divide_in_place, ROW_DIV, IN_PLACE)

/* Python asks for this once more, as a sequence's, where nobody knows an answer: what leaves here
   is one. */
static PyObject *add_in_place(PyObject *left, PyObject *right) {
    PyObject *node = binary(ROW_ADD, left, right, IN_PLACE);
    if (node != Py_NotImplemented) return node;
    PyNumberMethods *theirs = Py_TYPE(right)->tp_as_number;
    if (theirs && theirs->nb_add && theirs->nb_add != add) {
        Py_DECREF(node);
        if ((node = theirs->nb_add(left, right)) != Py_NotImplemented) return node;
    }
    Py_DECREF(node);
    return PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for +=: '%.100s' and '%.100s'",
                        Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
}

static PyObject *power(PyObject *base, PyObject *exponent, PyObject *modulus) {
    if (modulus != Py_None && is_node(base))
        return PyErr_Format(PyExc_TypeError, "__pow__() takes 2 positional arguments but 3 were given");
    if (modulus != Py_None) Py_RETURN_NOTIMPLEMENTED;
    return binary(ROW_POW, base, exponent, PLAIN);
}
static PyObject *negative(PyObject *operand) { return unary(ROW_NEG, operand); }
static PyObject *absolute(PyObject *operand) { return unary(ROW_ABS, operand); }

static PyNumberMethods node_operators = {
    .nb_add = add,
    .nb_subtract = subtract,
    .nb_multiply = multiply,
    .nb_true_divide = divide,
    .nb_power = power,
    .nb_negative = negative,
    .nb_absolute = absolute,
    .nb_inplace_add = add_in_place,
    .nb_inplace_subtract = subtract_in_place,
    .nb_inplace_multiply = multiply_in_place,
    .nb_inplace_true_divide = divide_in_place,
};

/* ----------------------------------------------------------------------------- several operands */

/* The node of several operands, which are in a tuple of nodes; NULL as with `computed`. */
static PyObject *together_in(PyObject *state, int row, PyObject *operands) {
    Py_ssize_t count = PyTuple_GET_SIZE(operands);
    Node *const *nodes = (Node *const *)&PyTuple_GET_ITEM(operands, 0), *node;
    double result;
    int tracked = 0;
    for (Py_ssize_t place = 0; place < count; place++) tracked |= nodes[place]->tracked;
    if (!forward_of_all(row, nodes, count, &result)) return NULL;
    if (!(node = made(row, result, state))) return NULL;
    node->count = count > 2 ? MANY : count;
    if (count > 2) {
        /* Of nodes that nobody tracks the tuple has nothing to tell either. */
        if (!tracked) PyObject_GC_UnTrack(operands);
        node->first = Py_NewRef(operands);
    } else {
        node->first = count ? Py_NewRef(nodes[0]) : NULL;
        node->second = count == 2 ? Py_NewRef(nodes[1]) : NULL;
    }
    if (tracked) track(node);
    return finished(state, node);
}

/* The node of several operands: of a list or tuple, or of arguments. What runs in between may have
   changed a list. */
static PyObject *together(int row, PyObject *list, PyObject *const *given, Py_ssize_t count) {
    PyObject *state = quiet_state(), *operands = state ? PyTuple_New(count) : NULL, *node = NULL;
    int plain = operands != NULL, owned;
    for (Py_ssize_t place = 0; plain && place < count; place++) {
        if (list && PySequence_Fast_GET_SIZE(list) != count) break;
        PyObject *next = list ? PySequence_Fast_GET_ITEM(list, place) : given[place];
        Node *operand = plain_operand(next, &owned);
        if (!(plain = operand != NULL)) break;
        PyTuple_SET_ITEM(operands, place, owned ? (PyObject *)operand : Py_NewRef(operand));
    }
    plain = plain && (!count || PyTuple_GET_ITEM(operands, count - 1));
    if (plain) node = together_in(state, row, operands);
    Py_XDECREF(operands);
    Py_XDECREF(state);
    return node;
}

/* A row as a function; what it is asked besides, its documentation too, its Python answers. */
typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    int row, arity; /* of operands, 0 for any number */
    PyObject *python;
    PyObject *attributes; /* what a user has given it */
    PyObject *weak;
} Function;

static PyObject *function_call(PyObject *self, PyObject *const *given, size_t flags, PyObject *names) {
    Function *function = (Function *)self;
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    PyObject *node = NULL;
    if (!names && (count == 1 || count == 2) && function->arity == count && is_node(given[0])) {
        node = computed(function->row, given[0], count == 2 ? given[1] : NULL);
    } else if (!names && function->arity == 0 && count > 1) {
        node = together(function->row, NULL, given, count);
    } else if (!names && function->arity == 0 && count == 1) {
        PyObject *list = given[0];
        if ((PyList_CheckExact(list) || PyTuple_CheckExact(list)) && PySequence_Fast_GET_SIZE(list))
            node = together(function->row, list, NULL, PySequence_Fast_GET_SIZE(list));
    }
    if (node || PyErr_Occurred()) return node;
    return PyObject_Vectorcall(function->python, given, flags, names);
}

static int function_traverse(Function *function, visitproc visit, void *arg) {
    Py_VISIT(function->python);
    Py_VISIT(function->attributes);
    return 0;
}

static int function_clear(Function *function) {
    Py_CLEAR(function->attributes);
    return 0;
}

static void function_dealloc(Function *function) {
    PyObject_GC_UnTrack(function);
    if (function->weak) PyObject_ClearWeakRefs((PyObject *)function);
    Py_XDECREF(function->attributes);
    Py_DECREF(function->python);
    Py_TYPE(function)->tp_free((PyObject *)function);
}

/* What something that stands for Python is asked: it answers, or that Python does. */
static PyObject *asked(PyObject *self, PyObject *name, PyObject *python) {
    PyObject *found = PyObject_GenericGetAttr(self, name);
    if (found || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
    PyErr_Clear();
    return PyObject_GetAttr(python, name);
}

static PyObject *function_attribute(PyObject *self, PyObject *name) {
    return asked(self, name, ((Function *)self)->python);
}

static PyObject *function_bound(PyObject *self, PyObject *object, PyObject *type) {
    return object && object != Py_None ? PyMethod_New(self, object) : Py_NewRef(self);
}

static PyObject *function_text(PyObject *self) {
    return PyObject_Repr(((Function *)self)->python);
}

/* A pickle finds it by its name, as any function. */
static PyObject *function_reduce(PyObject *self, PyObject *_) {
    return PyObject_GetAttrString(((Function *)self)->python, "__qualname__");
}

static PyObject *function_doc(PyObject *self, void *_) {
    return PyObject_GetAttrString(((Function *)self)->python, "__doc__");
}

static PyMethodDef function_methods[] = {{"__reduce__", function_reduce, METH_NOARGS}, {NULL}};
static PyMemberDef function_members[] = {
    {"__wrapped__", T_OBJECT, offsetof(Function, python), READONLY}, {NULL}};
static PyGetSetDef function_attributes[] = {{"__doc__", function_doc}, {NULL}};

static PyTypeObject FunctionType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "micrograd_plus.engine._core.function",
    .tp_basicsize = sizeof(Function),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR |
                Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)function_traverse,
    .tp_clear = (inquiry)function_clear,
    .tp_dictoffset = offsetof(Function, attributes),
    .tp_dealloc = (destructor)function_dealloc,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(Function, call),
    .tp_getattro = function_attribute,
    .tp_descr_get = function_bound,
    .tp_repr = function_text,
    .tp_methods = function_methods,
    .tp_members = function_members,
    .tp_getset = function_attributes,
    .tp_weaklistoffset = offsetof(Function, weak),
};

static PyObject *function_of(vectorcallfunc call, int row, int arity, PyObject *python) {
    Function *function = (Function *)FunctionType.tp_alloc(&FunctionType, 0);
    if (!function) return NULL;
    function->call = call;
    function->row = row;
    function->arity = arity;
    function->python = Py_NewRef(python);
    return (PyObject *)function;
}

/* ------------------------------------------------------------------------------------- products */

/* The product of a pair; what is not a plain case, `otherwise` answers, or the operator. */
static inline PyObject *product(PyObject *state, PyObject *a, PyObject *b, PyObject *otherwise) {
    PyObject *node = NULL;
    /* Whatever runs meanwhile, the collector too, may let go of them. */
    Py_INCREF(a);
    Py_INCREF(b);
    if (state && Py_TYPE(a) == ValueType && is_plain(b)) node = computed_in(state, ROW_MUL, a, b);
    if (!node && !PyErr_Occurred())
        node = otherwise ? PyObject_CallFunctionObjArgs(otherwise, a, b, NULL) : PyNumber_Multiply(a, b);
    Py_DECREF(a);
    Py_DECREF(b);
    return node;
}

/* Fill places of a list or tuple with the products of two sequences; how many, or -1. */
static Py_ssize_t multiply_all(PyObject *lefts, PyObject *rights, PyObject *otherwise, PyObject **out) {
    PyObject *state = quiet_state();
    Py_ssize_t place = 0, count = PySequence_Fast_GET_SIZE(lefts);
    if (!state && PyErr_Occurred()) return -1;
    for (; place < count; place++) {
        /* What runs in between may have made them shorter. */
        if (place >= PySequence_Fast_GET_SIZE(lefts) || place >= PySequence_Fast_GET_SIZE(rights)) break;
        PyObject *a = PySequence_Fast_GET_ITEM(lefts, place);
        out[place] = product(state, a, PySequence_Fast_GET_ITEM(rights, place), otherwise);
        if (!out[place]) break;
    }
    Py_XDECREF(state);
    return place < count && PyErr_Occurred() ? -1 : place;
}

static void became_shorter(void) {
    PyErr_SetString(PyExc_RuntimeError, "a sequence became shorter while it was multiplied");
}

/* The products of two sequences, pair by pair, as a list: products(lefts, rights, otherwise). */
static PyObject *products(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    if (count != 3) return PyErr_Format(PyExc_TypeError, "products takes two lists and a function");
    PyObject *lefts = PySequence_Fast(given[0], "products takes sequences"), *list = NULL;
    PyObject *rights = lefts ? PySequence_Fast(given[1], "products takes sequences") : NULL;
    if (rights) {
        Py_ssize_t size = PySequence_Fast_GET_SIZE(lefts), other = PySequence_Fast_GET_SIZE(rights);
        list = PyList_New(size < other ? size : other);
        if (list && multiply_all(lefts, rights, given[2], ((PyListObject *)list)->ob_item) < PyList_GET_SIZE(list))
            Py_CLEAR(list);
        if (!list && !PyErr_Occurred()) became_shorter();
    }
    Py_XDECREF(lefts);
    Py_XDECREF(rights);
    return list;
}

/* b + w1 x1 + w2 x2 + ..., with each product a node: weighted(b, w, x). */
static PyObject *weighted(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    if (count != 3) return PyErr_Format(PyExc_TypeError, "weighted takes b, w and x");
    PyObject *ws = PySequence_Fast(given[1], "w is a sequence"), *operands = NULL, *node = NULL;
    PyObject *xs = ws ? PySequence_Fast(given[2], "x is a sequence") : NULL;
    if (!xs) goto end;
    Py_ssize_t size = PySequence_Fast_GET_SIZE(ws), other = PySequence_Fast_GET_SIZE(xs);
    if (other < size) size = other;
    if (!(operands = PyTuple_New(1 + size))) goto end;
    PyTuple_SET_ITEM(operands, 0, Py_NewRef(given[0]));
    if (multiply_all(ws, xs, NULL, &PyTuple_GET_ITEM(operands, 1)) < size) {
        if (!PyErr_Occurred()) became_shorter();
        goto end;
    }
    int nodes = 1;
    for (Py_ssize_t place = 0; nodes && place <= size; place++) {
        PyObject *each = PyTuple_GET_ITEM(operands, place);
        nodes = is_node(each) && ((Node *)each)->filled;
    }
    PyObject *state = nodes ? quiet_state() : NULL;
    if (state) node = together_in(state, ROW_SUM, operands);
    else if (!PyErr_Occurred()) node = PyObject_Call(rows[ROW_SUM].apply, operands, NULL);
    Py_XDECREF(state);
end:
    Py_XDECREF(ws);
    Py_XDECREF(xs);
    Py_XDECREF(operands);
    return node;
}
