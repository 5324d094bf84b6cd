/* The walk of a graph, and the step backward. */

/* What a walk has found: each node after its operands. The nodes are borrowed. */
typedef struct {
    Node **nodes;
    Py_ssize_t count, room;
    int fresh; /* whether no node is older than an operand */
    int known; /* whether C has the partials of all rows in it */
    int plain; /* whether no gradient is marked */
    int held;  /* whether the nodes are held, since Python may let go of the graph */
} Order;

typedef struct {
    Node *node;
    Py_ssize_t next;
} Level;

static uint64_t passes;

/* Bring a node into the fast memory, while another one is looked at. */
static inline void ahead(Node *node) {
#ifdef __GNUC__
    __builtin_prefetch(node);
#else
    (void)node;
#endif
}

static int put(Order *order, Node *node) {
    if (order->count == order->room) {
        Py_ssize_t room = order->room ? 2 * order->room : 256;
        Node **nodes = PyMem_Realloc(order->nodes, room * sizeof *nodes);
        if (!nodes) return -1;
        order->nodes = nodes;
        order->room = room;
    }
    order->nodes[order->count++] = node;
    return 0;
}

/* What a node has of a number of passes: the count may go on beyond it. */
static inline uint64_t as_noted(uint64_t pass) { return pass & (((uint64_t)1 << 40) - 1); }

/* Add what a node depends on to an order, as far as this pass has not seen it. */
static int walk_on(Node *root, uint64_t pass, Order *order) {
    Level *levels = PyMem_Malloc(64 * sizeof *levels);
    Py_ssize_t depth = 0, room = 64;
    if (!levels) goto failed;
    root->pass = pass;
    if (root->has == MARKED) order->plain = 0;
    levels[depth++] = (Level){root, 0};
    while (depth) {
        Level *level = &levels[depth - 1];
        Node *node = level->node, *below = NULL;
        Py_ssize_t count = count_of(node);
        while (level->next < count && !below) {
            Node *operand = operand_of(node, level->next++);
            if (level->next < count) ahead(operand_of(node, level->next));
            if (operand->epoch > node->epoch) order->fresh = 0;
            if (operand->pass == pass) continue;
            operand->pass = pass;
            if (operand->has == MARKED) order->plain = 0;
            if (count_of(operand) || operand->operation) below = operand;
            else if (put(order, operand) < 0) goto failed;
        }
        if (below) {
            if (depth == room) {
                Level *more = PyMem_Realloc(levels, (room *= 2) * sizeof *levels);
                if (!more) goto failed;
                levels = more;
            }
            levels[depth++] = (Level){below, 0};
            continue;
        }
        if (node->operation) {
            if (node->epoch == PY_SSIZE_T_MAX) order->fresh = 0;
            if (!differentiates(node->row)) order->known = 0;
        }
        if (put(order, node) < 0) goto failed;
        depth--;
    }
    PyMem_Free(levels);
    return 0;
failed:
    PyMem_Free(levels);
    PyMem_Free(order->nodes);
    order->nodes = NULL;
    PyErr_NoMemory();
    return -1;
}

/* Depth first, operands from left to right, as `toposort` of graph.py. No Python runs meanwhile. */
static int walk(Node *root, Order *order) {
    *order = (Order){.fresh = 1, .known = 1, .plain = 1};
    return walk_on(root, as_noted(++passes), order);
}

/* The graph of a node in topological order as a list, or None if some of it is stale. */
static PyObject *ordered(PyObject *module, PyObject *root) {
    Order order;
    if (!is_node(root)) return PyErr_Format(PyExc_TypeError, "a graph is made of nodes, not %R", root);
    if (walk((Node *)root, &order) < 0) return NULL;
    PyObject *list = order.fresh ? PyList_New(order.count) : Py_NewRef(Py_None);
    if (list && order.fresh)
        for (Py_ssize_t place = 0; place < order.count; place++)
            PyList_SET_ITEM(list, place, Py_NewRef(order.nodes[place]));
    PyMem_Free(order.nodes);
    return list;
}

static void hold(Order *order) {
    if (order->held) return;
    order->held = 1;
    for (Py_ssize_t place = 0; place < order->count; place++) Py_INCREF(order->nodes[place]);
}

static void release(Order *order) {
    for (Py_ssize_t place = 0; order->held && place < order->count; place++)
        Py_DECREF(order->nodes[place]);
    PyMem_Free(order->nodes);
}

static int pull_by_python(Order *order, Node *node, double upstream) {
    hold(order);
    PyObject *number = PyFloat_FromDouble(upstream);
    PyObject *done = number ? PyObject_CallMethod(node->operation, "pull", "OO", node, number) : NULL;
    Py_XDECREF(number);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Send gradients back from the end of an order, whose last node has its own already. */
static int send_back(Order *order) {
    for (Py_ssize_t place = order->count; place-- > 0;) {
        Node *node = order->nodes[place];
        /* A zero gradient sends nothing, not even 0 * inf. */
        if (!node->operation || !has_gradient(node)) continue;
        double upstream = gradient_number(node);
        int sent = pull(node, upstream);
        if (sent == UNSURE) sent = pull_by_python(order, node, upstream) < 0 ? -1 : SURE;
        if (sent < 0) return -1;
    }
    return 0;
}

/* A whole backward pass; False if some of the graph is stale, and nothing has changed then. */
static PyObject *backward(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    Order order;
    if (count != 2 || !is_node(given[0]))
        return PyErr_Format(PyExc_TypeError, "backward takes a node and a number");
    Node *root = (Node *)given[0];
    double start = PyFloat_AsDouble(given[1]);
    if ((start == -1.0 && PyErr_Occurred()) || walk(root, &order) < 0) return NULL;
    if (!order.fresh) {
        PyMem_Free(order.nodes);
        Py_RETURN_FALSE;
    }
    /* Python that runs in between may let go of what it holds of the graph. */
    if (!order.known || !order.plain) hold(&order);
    for (Py_ssize_t place = 0; place < order.count; place++) {
        Node *node = order.nodes[place];
        if (node->operation) set_gradient(node, 0.0);
        else if (node->has == NOTHING && !is_constant(node)) set_gradient(node, 0.0);
    }
    if (!is_constant(root)) set_gradient(root, gradient_number(root) + start);
    int failed = send_back(&order);
    release(&order);
    return failed ? NULL : Py_NewRef(Py_True);
}

/* The gradient of a node as it was, while another pass uses its place. */
typedef struct {
    double number;
    PyObject *marked;
    int has;
} Kept;

static inline Kept lay_aside(Node *node) {
    Kept kept = {.has = node->has};
    if (node->has == MARKED) kept.marked = node->gradient.marked;
    else kept.number = node->gradient.number;
    node->has = NUMBER;
    node->gradient.number = 0.0;
    return kept;
}

static inline void put_back(Node *node, Kept kept) {
    if (kept.has == MARKED) node->gradient.marked = kept.marked;
    else node->gradient.number = kept.number;
    node->has = kept.has;
}

/* The derivatives of a node by others, as a list; no gradient changes. None where Python has to
   say, which never runs in between. */
static PyObject *slopes(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    Order order;
    if (count != 2 || !is_node(given[0]) || !PyList_CheckExact(given[1]))
        return PyErr_Format(PyExc_TypeError, "slopes takes a node and a list of nodes");
    Py_ssize_t size = PyList_GET_SIZE(given[1]);
    PyObject *found = PyList_New(size);
    if (!found || walk((Node *)given[0], &order) < 0) {
        Py_XDECREF(found);
        return NULL;
    }
    uint64_t pass = order.nodes[0]->pass;
    int plain = order.fresh && order.known;
    for (Py_ssize_t place = 0; plain && place < size; place++)
        plain = is_node(PyList_GET_ITEM(given[1], place));
    Kept *kept = plain ? PyMem_Malloc(order.count * sizeof *kept) : NULL;
    if (kept) {
        for (Py_ssize_t place = 0; place < order.count; place++) kept[place] = lay_aside(order.nodes[place]);
        ((Node *)given[0])->gradient.number = 1.0;
        for (Py_ssize_t place = order.count; plain && place-- > 0;) {
            Node *node = order.nodes[place];
            if (node->operation && node->gradient.number != 0.0)
                plain = pull(node, node->gradient.number) == SURE;
        }
        for (Py_ssize_t place = 0; plain && place < size; place++) {
            Node *target = (Node *)PyList_GET_ITEM(given[1], place);
            double slope = target->pass == pass ? target->gradient.number : 0.0;
            PyList_SET_ITEM(found, place, PyFloat_FromDouble(slope));
        }
        for (Py_ssize_t place = 0; place < order.count; place++) put_back(order.nodes[place], kept[place]);
        PyMem_Free(kept);
    }
    PyMem_Free(order.nodes);
    if (kept && plain) return found;
    Py_DECREF(found);
    Py_RETURN_NONE;
}
