/* Graphs as columns of whole numbers, and passes over these; see engine/columns.py. */

/* All that some nodes depend on as a list, stale or not; see engine/columns.py. */
static PyObject *below(PyObject *module, PyObject *given) {
    Order order = {.fresh = 1};
    uint64_t pass = as_noted(++passes);
    PyObject *roots = PySequence_Fast(given, "below takes a sequence of nodes"), *list = NULL;
    if (!roots) return NULL;
    for (Py_ssize_t place = 0; place < PySequence_Fast_GET_SIZE(roots); place++) {
        PyObject *root = PySequence_Fast_GET_ITEM(roots, place);
        if (!is_node(root)) {
            PyErr_Format(PyExc_TypeError, "a graph is made of nodes, not %R", root);
            goto done;
        }
        if (((Node *)root)->pass != pass && walk_on((Node *)root, pass, &order) < 0) goto done;
    }
    list = PyList_New(order.count);
    for (Py_ssize_t place = 0; list && place < order.count; place++)
        PyList_SET_ITEM(list, place, Py_NewRef(order.nodes[place]));
done:
    PyMem_Free(order.nodes);
    Py_DECREF(roots);
    return list;
}

/* Number the nodes of a list: each knows its place by the pass that is noted in it. */
static int number_all(PyObject *nodes, uint64_t *first) {
    if (!PyList_CheckExact(nodes)) {
        PyErr_Format(PyExc_TypeError, "nodes are given as a list, not %R", nodes);
        return -1;
    }
    *first = passes + 1;
    passes += PyList_GET_SIZE(nodes);
    for (Py_ssize_t place = 0; place < PyList_GET_SIZE(nodes); place++) {
        PyObject *node = PyList_GET_ITEM(nodes, place);
        if (!is_node(node)) {
            PyErr_Format(PyExc_TypeError, "a graph is made of nodes, not %R", node);
            return -1;
        }
        ((Node *)node)->pass = as_noted(*first + place);
    }
    return 0;
}

/* The place of a node among those that were numbered, or -1. */
static inline int64_t place_of(PyObject *nodes, uint64_t first, Node *node) {
    Py_ssize_t place = (Py_ssize_t)as_noted(node->pass - first);
    int there = place < PyList_GET_SIZE(nodes) && PyList_GET_ITEM(nodes, place) == (PyObject *)node;
    return there ? place : -1;
}

static inline PyObject *column(Py_ssize_t count, int64_t **numbers) {
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, count * sizeof **numbers);
    if (bytes) *numbers = (int64_t *)PyBytes_AS_STRING(bytes);
    return bytes;
}

/* The places of some nodes in a list of nodes. */
static PyObject *places(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    uint64_t first;
    int64_t *at;
    if (count != 2) return PyErr_Format(PyExc_TypeError, "places takes nodes and some of them");
    PyObject *some = PySequence_Fast(given[1], "some nodes are a sequence"), *found = NULL;
    if (!some || number_all(given[0], &first) < 0) goto end;
    if (!(found = column(PySequence_Fast_GET_SIZE(some), &at))) goto end;
    for (Py_ssize_t place = 0; place < PySequence_Fast_GET_SIZE(some); place++) {
        PyObject *node = PySequence_Fast_GET_ITEM(some, place);
        at[place] = is_node(node) ? place_of(given[0], first, (Node *)node) : -1;
        if (at[place] >= 0) continue;
        PyErr_Format(PyExc_KeyError, "node %zd is not there", place);
        Py_CLEAR(found);
        break;
    }
end:
    Py_XDECREF(some);
    return found;
}

/* Number the operations of nodes, -1 for a leaf; the list of them, each once. */
static PyObject *number_operations(PyObject *nodes, int64_t *kinds) {
    PyObject *numbers = PyDict_New(), *operations = PyList_New(0), *last = NULL;
    int64_t kind = -1;
    if (!numbers || !operations) goto failed;
    for (Py_ssize_t place = 0; place < PyList_GET_SIZE(nodes); place++) {
        PyObject *operation = ((Node *)PyList_GET_ITEM(nodes, place))->operation;
        if (operation && operation != last) {
            PyObject *number = PyDict_GetItemWithError(numbers, operation);
            if (!number) {
                if (PyErr_Occurred() || PyList_Append(operations, operation) < 0) goto failed;
                if (!(number = PyLong_FromSsize_t(PyList_GET_SIZE(operations) - 1))) goto failed;
                int failed = PyDict_SetItem(numbers, operation, number);
                Py_DECREF(number);
                if (failed) goto failed;
            }
            kind = PyLong_AsSsize_t(number);
            last = operation;
        }
        kinds[place] = operation ? kind : -1;
    }
    Py_DECREF(numbers);
    return operations;
failed:
    Py_XDECREF(numbers);
    Py_XDECREF(operations);
    return NULL;
}

static PyObject *columns(PyObject *module, PyObject *nodes) {
    uint64_t first;
    int64_t *kinds, *starts, *operands, edge = 0;
    if (number_all(nodes, &first) < 0) return NULL;
    Py_ssize_t count = PyList_GET_SIZE(nodes);
    PyObject *begun = column(count + 1, &starts), *used = NULL, *which = NULL, *operations = NULL;
    if (!begun) return NULL;
    for (Py_ssize_t place = 0; place < count; place++) {
        starts[place] = edge;
        edge += count_of((Node *)PyList_GET_ITEM(nodes, place));
    }
    starts[count] = edge;
    if (!(used = column(edge, &operands)) || !(which = column(count, &kinds))) goto failed;
    for (Py_ssize_t place = 0; place < count; place++) {
        Node *node = (Node *)PyList_GET_ITEM(nodes, place);
        for (Py_ssize_t slot = 0; slot < count_of(node); slot++) {
            *operands = place_of(nodes, first, operand_of(node, slot));
            if (*operands++ >= 0) continue;
            PyErr_Format(PyExc_KeyError, "an operand of node %zd is not there", place);
            goto failed;
        }
    }
    if (!(operations = number_operations(nodes, kinds))) goto failed;
    return Py_BuildValue("NNNN", operations, which, begun, used);
failed:
    Py_DECREF(begun);
    Py_XDECREF(used);
    Py_XDECREF(which);
    return NULL;
}

/* -------------------------------------------------------------------------- passes over columns */

/* A column as Python gives it. */
typedef struct {
    const char *bytes;
    Py_ssize_t size;
} Column;

static inline const int64_t *whole(Column column) { return (const int64_t *)column.bytes; }

/* How many steps there are, each with its operands among `count` nodes; -1 with an error. */
static Py_ssize_t steps_of(Column starts, Column operands, Py_ssize_t count) {
    Py_ssize_t steps = starts.size / sizeof(int64_t) - 1, edges = operands.size / sizeof(int64_t);
    int fits = steps >= 0 && whole(starts)[0] == 0 && whole(starts)[steps] == edges;
    for (Py_ssize_t step = 0; fits && step < steps; step++)
        fits = whole(starts)[step] <= whole(starts)[step + 1];
    for (Py_ssize_t edge = 0; fits && edge < edges; edge++)
        fits = whole(operands)[edge] >= 0 && whole(operands)[edge] < count;
    if (fits) return steps;
    PyErr_SetString(PyExc_ValueError, "the columns do not fit together");
    return -1;
}

static PyObject *levels(PyObject *module, PyObject *arguments) {
    Column starts, operands, targets, rises;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(arguments, "y#y#y#y#n", &starts.bytes, &starts.size, &operands.bytes,
                          &operands.size, &targets.bytes, &targets.size, &rises.bytes, &rises.size,
                          &count))
        return NULL;
    Py_ssize_t steps = steps_of(starts, operands, count);
    if (steps < 0) return NULL;
    if (rises.size != steps || targets.size != steps * (Py_ssize_t)sizeof(int64_t))
        return PyErr_Format(PyExc_ValueError, "%zd steps have a target and a rise each", steps);
    int64_t *levels = NULL, *of_node = PyMem_Calloc(count + 1, sizeof *of_node);
    PyObject *found = of_node ? column(steps, &levels) : PyErr_NoMemory();
    for (Py_ssize_t step = 0; found && step < steps; step++) {
        int64_t level = 0, target = whole(targets)[step];
        for (int64_t edge = whole(starts)[step]; edge < whole(starts)[step + 1]; edge++) {
            int64_t below = of_node[whole(operands)[edge]];
            if (below > level) level = below;
        }
        if (target < 0 || target >= count) {
            PyErr_Format(PyExc_ValueError, "step %zd is of no node", step);
            Py_CLEAR(found);
            break;
        }
        levels[step] = of_node[target] = level + rises.bytes[step];
    }
    PyMem_Free(of_node);
    return found;
}

static PyObject *reached(PyObject *module, PyObject *arguments) {
    Column starts, operands, sends, ends;
    if (!PyArg_ParseTuple(arguments, "y#y#y#y#", &starts.bytes, &starts.size, &operands.bytes,
                          &operands.size, &sends.bytes, &sends.size, &ends.bytes, &ends.size))
        return NULL;
    Py_ssize_t steps = steps_of(starts, operands, ends.size);
    if (steps < 0) return NULL;
    if (steps != ends.size || sends.size != whole(starts)[steps])
        return PyErr_Format(PyExc_ValueError, "the columns do not fit together");
    PyObject *found = PyBytes_FromStringAndSize(ends.bytes, ends.size);
    char *reached = found ? PyBytes_AS_STRING(found) : NULL;
    for (Py_ssize_t step = steps; found && step-- > 0;)
        for (int64_t edge = whole(starts)[step]; reached[step] && edge < whole(starts)[step + 1]; edge++)
            if (sends.bytes[edge]) reached[whole(operands)[edge]] = 1;
    return found;
}
