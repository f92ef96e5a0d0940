// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Theta_L(r) is the integral of Y_L over Omega(r), the part of the sphere of radius r
 * that lies in the cell. As -laplace Y_L = l (l + 1) Y_L on the unit sphere, Gauss's
 * theorem makes it an integral along the border of Omega, and that consists of arcs of
 * the circles in which the sphere meets the planes of the faces. In a frame with z
 * along the normal of a face, with x = cos(theta) = d / r,
 *
 *     Theta_lm = W_lm(x) Phi_m,    W_lm = sin(theta) dP_lm / dtheta / (l (l + 1)),
 *
 * where Phi_m is the integral of cos(m phi) or sin(m phi) along the arcs: powers of
 * the complex numbers at which they begin and end. No quadrature is left. The sum over
 * faces needs one rotation each, about y and then about z, whose real form does not mix
 * cosines and sines. l = 0 is the solid angle that the faces cut off.
 *
 * Whether a corner lies within the sphere is decided once for all faces, so that arcs
 * can never fail to close. Where an edge meets the sphere is computed from the two
 * planes, which stays exact where voronoi merged nearly equal corners. See
 * docs/theory/shape-functions.md; N. Stefanou, H. Akai, R. Zeller, Comput. Phys.
 * Commun. 60 (1990) 231 introduced these functions with quadrature.
 */

#include "core/shape_function.h"

#include "core/parallel.h"
#include "core/ylm.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 8, N_L = KKR_L_MAX + 1 };

// One number for each of LANES radii.
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

typedef struct point { // in the plane of a face, from the foot of the site
    double x, y;
} point;

typedef struct corner { // of a face, in its frame
    double distance;    // from the site
    kkr_vec3 direction; // unit
} corner;

typedef struct edge { // from a to b, counter-clockwise seen from outside
    corner a, b;
    point out;       // unit, normal to the edge, away from the face
    double p;        // distance of the edge's line from the foot, along `out`
    double distance; // of the line from the site
    bool has_foot;   // the nearest point of the line lies between a and b
    double turn;     // angle from a to b around the foot
    double solid;    // solid angle of the triangle foot, a, b
} edge;

typedef struct face {
    double d;            // distance from the site
    double reach;        // of its farthest corner
    double solid;        // solid angle
    double cos_p, sin_p; // azimuth of the normal
    int n_edges;
    edge *edges;
    // rotation about y, for each l a block (l + 1)^2 of cosines and one l^2 of sines
    double *rotation;
} face;

struct kkr_shape_function {
    int l_max;
    double r_in, r_out;
    int n_faces;
    face *faces;
    int n_breaks;
    double *breaks; // every radius at which anything may happen, rising
    // W_lm from normalised Legendre functions, see kkr_ylm() for the recursion
    double diagonal[N_L], rise[N_L][N_L], fall[N_L][N_L], slope[N_L][N_L];
};

/* ---- making one ---- */

static void make_legendre(kkr_shape_function *s)
{
    s->diagonal[0] = sqrt(1 / (4 * M_PI));
    for (int m = 1; m < N_L; m++)
        s->diagonal[m] =
            s->diagonal[m - 1] * sqrt((m == 1 ? 2 : 1) * (2.0 * m + 1) / (2.0 * m));
    for (int l = 1; l < N_L; l++) {
        for (int m = 0; m < l; m++) {
            double k = l - 1, square = (double)l * l - m * m;
            s->rise[l][m] = sqrt((4.0 * l * l - 1) / square);
            s->fall[l][m] = s->rise[l][m] * sqrt((k * k - m * m) / (4 * k * k - 1));
            s->slope[l][m] = sqrt(square * (2.0 * l + 1) / (2.0 * l - 1));
            if (m == l - 1)
                s->fall[l][m] = 0;
        }
    }
}

// The first entry of the blocks of l.
static size_t cosine_block(int l)
{
    size_t n = (size_t)l;
    return n * (2 * n * n + 1) / 3; // sum of k^2 + (k + 1)^2 below l
}

static size_t sine_block(int l)
{
    return cosine_block(l) + (size_t)(l + 1) * (size_t)(l + 1);
}

/*
 * Wigner's d^l_mk(beta) for all l >= m >= |k|, upwards in l (P. J. Kostelec and
 * D. N. Rockmore, J. Fourier Anal. Appl. 14 (2008) 145, sec. 4).
 */
static void wigner(int l_max, int m, int k, double cos_b, double cos_half,
                   double sin_half, double *d)
{
    double start = 1; // sqrt of the binomial (2m over m - k), and the powers
    for (int i = 1; i <= m - k; i++)
        start *= -sin_half * sqrt((double)(m + k + i) / i);
    for (int i = 0; i < m + k; i++)
        start *= cos_half;
    d[m] = start;
    double last = 0;
    for (int l = m; l < l_max; l++) {
        double n = l + 1;
        if (l == 0) {
            d[1] = cos_b;
        } else {
            double up = l * sqrt((n * n - m * m) * (n * n - k * k));
            double down = n * sqrt(((double)l * l - m * m) * ((double)l * l - k * k));
            d[l + 1] =
                ((2 * l + 1) * (l * n * cos_b - m * k) * d[l] - down * last) / up;
        }
        last = d[l];
    }
}

// The real form: cosines d_mk + (-1)^k d_m-k, sines with a minus, signs (-1)^(m + k).
static void make_rotation(face *f, kkr_vec3 n, int l_max)
{
    f->rotation = kkr_alloc(cosine_block(l_max + 1), sizeof(double));
    double across = hypot(n.x, n.y);
    double larger = sqrt((1 + fabs(n.z)) / 2), smaller = across / (2 * larger);
    double cos_half = n.z >= 0 ? larger : smaller;
    double sin_half = n.z >= 0 ? smaller : larger;

    for (int m = 0; m <= l_max; m++) {
        for (int k = 0; k <= m; k++) {
            double plus[N_L], minus[N_L];
            wigner(l_max, m, k, n.z, cos_half, sin_half, plus);
            wigner(l_max, m, -k, n.z, cos_half, sin_half, minus);
            double sign = (m + k) % 2 ? -1 : 1, odd = k % 2 ? -1 : 1;
            for (int l = m; l <= l_max; l++) {
                double c = sign * (plus[l] + odd * minus[l]);
                if (k == 0)
                    c = sign * plus[l] * (m == 0 ? 1 : M_SQRT2);
                double *cosine = f->rotation + cosine_block(l);
                cosine[m * (l + 1) + k] = c;
                cosine[k * (l + 1) + m] = sign * c;
                if (k > 0) {
                    double *sine = f->rotation + sine_block(l);
                    double value = sign * (plus[l] - odd * minus[l]);
                    sine[(m - 1) * l + k - 1] = value;
                    sine[(k - 1) * l + m - 1] = sign * value;
                }
            }
        }
    }
}

static double angle(double ax, double ay, double bx, double by)
{
    return atan2(ax * by - ay * bx, ax * bx + ay * by);
}

// Of the triangle z, a, b: A. van Oosterom, J. Strackee, IEEE BME-30 (1983) 125.
static double solid_angle(kkr_vec3 a, kkr_vec3 b)
{
    return 2 * atan2(a.x * b.y - a.y * b.x, 1 + a.z + b.z + kkr_vec3_dot(a, b));
}

// The face on the other side of an edge; NULL if there is none.
static const kkr_face *face_across(const kkr_voronoi *cell, int a, int b)
{
    for (int j = 0; j < cell->n_faces; j++) {
        const kkr_face *f = &cell->faces[j];
        for (int k = 0; k < f->n_vertices; k++)
            if (f->vertices[k] == b && f->vertices[(k + 1) % f->n_vertices] == a)
                return f;
    }
    return NULL;
}

// Where the plane of face j cuts that of face i: distance from the foot on i.
static double line_offset(const kkr_face *i, const kkr_face *j)
{
    double cosine = kkr_vec3_dot(i->normal, j->normal);
    double sine = kkr_vec3_length(kkr_vec3_cross(i->normal, j->normal));
    return (j->distance - cosine * i->distance) / sine;
}

/*
 * Both faces of an edge must find that the sphere reaches it at the same radius, to
 * the last bit: an arc of 1e-8 that only one of them opens would be an error of 1e-8.
 */
static double line_distance(const kkr_face *i, const kkr_face *j)
{
    return i < j ? hypot(line_offset(i, j), i->distance)
                 : hypot(line_offset(j, i), j->distance);
}

static void make_edge(edge *e, const kkr_mat3 *frame, const kkr_voronoi *cell,
                      const kkr_face *f, int k)
{
    int i_a = f->vertices[k], i_b = f->vertices[(k + 1) % f->n_vertices];
    kkr_vec3 a = cell->vertices[i_a], b = cell->vertices[i_b];
    kkr_vec3 along = kkr_vec3_sub(b, a);
    e->has_foot = kkr_vec3_dot(a, along) < 0 && kkr_vec3_dot(b, along) > 0;
    e->a.distance = kkr_vec3_length(a);
    e->b.distance = kkr_vec3_length(b);

    a = kkr_mat3_apply(frame, a);
    b = kkr_mat3_apply(frame, b);
    e->a.direction = kkr_vec3_unit(a);
    e->b.direction = kkr_vec3_unit(b);
    e->turn = angle(a.x, a.y, b.x, b.y);
    e->solid = solid_angle(e->a.direction, e->b.direction);

    const kkr_face *other = face_across(cell, i_a, i_b);
    if (other) {
        kkr_vec3 n = kkr_mat3_apply(frame, other->normal);
        double sine = hypot(n.x, n.y);
        e->out = (point){ n.x / sine, n.y / sine };
        e->p = line_offset(f, other);
        e->distance = line_distance(f, other);
    } else { // two faces that merging has torn apart: the corners must do
        double length = hypot(b.x - a.x, b.y - a.y);
        e->out = (point){ (b.y - a.y) / length, -(b.x - a.x) / length };
        e->p = a.x * e->out.x + a.y * e->out.y;
        e->distance = hypot(e->p, f->distance);
    }
}

static void make_face(face *f, const kkr_voronoi *cell, const kkr_face *source,
                      int l_max)
{
    kkr_vec3 n = source->normal;
    double across = hypot(n.x, n.y);
    f->cos_p = across > 0 ? n.x / across : 1;
    f->sin_p = across > 0 ? n.y / across : 0;
    kkr_mat3 frame = {
        { { n.z * f->cos_p, n.z * f->sin_p, -across }, { -f->sin_p, f->cos_p, 0 }, n }
    };
    f->d = source->distance;
    f->n_edges = source->n_vertices;
    f->edges = kkr_alloc((size_t)f->n_edges, sizeof *f->edges);
    for (int k = 0; k < f->n_edges; k++) {
        make_edge(&f->edges[k], &frame, cell, source, k);
        f->reach = fmax(f->reach, f->edges[k].a.distance);
        f->solid += f->edges[k].solid;
    }
    make_rotation(f, n, l_max);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void make_breaks(kkr_shape_function *s)
{
    size_t room = 0, n = 0;
    for (int i = 0; i < s->n_faces; i++)
        room += 1 + 2 * (size_t)s->faces[i].n_edges;
    s->breaks = kkr_alloc(room, sizeof(double));
    for (int i = 0; i < s->n_faces; i++) {
        const face *f = &s->faces[i];
        s->breaks[n++] = f->d;
        for (int k = 0; k < f->n_edges; k++) {
            s->breaks[n++] = f->edges[k].a.distance;
            if (f->edges[k].distance < s->r_out) // even if its foot lies outside
                s->breaks[n++] = f->edges[k].distance;
        }
    }
    qsort(s->breaks, n, sizeof(double), compare_doubles);
    s->n_breaks = (int)n;
}

kkr_shape_function *kkr_shape_function_new(const kkr_voronoi *cell, int l_max,
                                           kkr_error *err)
{
    assert(l_max >= 0 && l_max <= KKR_L_MAX);
    if (!cell->closed) {
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "the cell is open: shape functions need a neighbour on every side");
        return NULL;
    }
    kkr_shape_function *s = kkr_alloc(1, sizeof *s);
    s->l_max = l_max;
    s->r_in = cell->r_in;
    s->r_out = cell->r_out;
    s->n_faces = cell->n_faces;
    s->faces = kkr_alloc((size_t)s->n_faces, sizeof *s->faces);
    for (int i = 0; i < s->n_faces; i++)
        make_face(&s->faces[i], cell, &cell->faces[i], l_max);
    make_breaks(s);
    make_legendre(s);
    return s;
}

void kkr_shape_function_free(kkr_shape_function *shape)
{
    if (!shape)
        return;
    for (int i = 0; i < shape->n_faces; i++) {
        free(shape->faces[i].edges);
        free(shape->faces[i].rotation);
    }
    free(shape->faces);
    free(shape->breaks);
    free(shape);
}

int kkr_shape_function_l_max(const kkr_shape_function *shape)
{
    return shape->l_max;
}

/* ---- values ---- */

/* What one face does to one sphere. */
typedef struct cut {
    double r, cosine, sine;  // of the angle at which the sphere meets the plane
    double arc;              // Phi_0, the length of all arcs
    double solid;            // what the face cuts off the sphere
    double re[N_L], im[N_L]; // sum of z^m over ends minus starts of arcs
    bool any;
} cut;

// The point where the edge's line meets the circle, `side` -1 or 1 of its foot.
static point meet(const cut *c, const edge *e, double side)
{
    double t = side * sqrt(fmax(0, (c->r - e->distance) * (c->r + e->distance)));
    point z = { e->p * e->out.x - t * e->out.y, e->p * e->out.y + t * e->out.x };
    double rho = hypot(z.x, z.y);
    return (point){ z.x / rho, z.y / rho };
}

static kkr_vec3 on_sphere(const cut *c, point z)
{
    return (kkr_vec3){ c->sine * z.x, c->sine * z.y, c->cosine };
}

static void add_powers(cut *c, point z, double sign, int l_max)
{
    double re = sign, im = 0;
    for (int m = 1; m <= l_max; m++) {
        double next = re * z.x - im * z.y;
        im = re * z.y + im * z.x;
        re = next;
        c->re[m] += re;
        c->im[m] += im;
    }
    c->any = true;
}

/*
 * Walks around the face. Within the sphere the border of the face bounds what is cut
 * off; outside, the circle does, and an arc begins where the walk leaves the sphere.
 */
static void cut_face(cut *c, const face *f, double r, int l_max)
{
    memset(c, 0, sizeof *c);
    c->r = r;
    c->cosine = f->d / r;
    c->sine = sqrt((1 - c->cosine) * (1 + c->cosine));
    for (int k = 0; k < f->n_edges; k++) {
        const edge *e = &f->edges[k];
        bool a_in = e->a.distance <= r, b_in = e->b.distance <= r;
        bool twice = !a_in && !b_in && e->has_foot && e->distance < r;
        kkr_vec3 a = e->a.direction, b = e->b.direction;
        if (a_in && b_in) {
            c->solid += e->solid;
            continue;
        }
        if (!a_in && !b_in && !twice) {
            c->arc += e->turn;
            continue;
        }
        if (!a_in) { // an arc ends where the edge enters the sphere
            point z = meet(c, e, -1);
            add_powers(c, z, 1, l_max);
            c->arc += angle(a.x, a.y, z.x, z.y);
            a = on_sphere(c, z);
        }
        if (!b_in) {
            point z = meet(c, e, 1);
            add_powers(c, z, -1, l_max);
            c->arc += angle(z.x, z.y, b.x, b.y);
            b = on_sphere(c, z);
        }
        c->solid += solid_angle(a, b);
    }
    c->solid += c->arc * (1 - c->cosine);
    c->any = c->any || c->arc != 0;
}

// The inner loops once per instruction set, chosen when the program starts. No fused
// multiply-add is used (-ffp-contract=off), so all of them give the same bits.
#if defined(__x86_64__) && defined(__gnu_linux__)
#define EVERY_PROCESSOR __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define EVERY_PROCESSOR
#endif

/* Sums of the faces for LANES radii, and room for one face. */
typedef struct scratch {
    lanes theta[N_L * N_L];
    lanes flat[N_L * N_L]; // in the frame of the face: cosines 0 .. l, sines 1 .. l
    lanes phi_cos[N_L], phi_sin[N_L];
    lanes legendre[3][N_L];
} scratch;

// out[rows] = matrix[rows][n] in[n], two rows at a time for want of registers
EVERY_PROCESSOR static void multiply(const double *matrix, int n, const lanes *in,
                                     lanes *out)
{
    int i = 0;
    for (; i + 1 < n; i += 2) {
        const double *row = matrix + i * n;
        lanes sum0 = { 0 }, sum1 = { 0 };
        for (int k = 0; k < n; k++) {
            sum0 += row[k] * in[k];
            sum1 += row[n + k] * in[k];
        }
        out[i] = sum0;
        out[i + 1] = sum1;
    }
    if (i < n) {
        lanes sum = { 0 };
        for (int k = 0; k < n; k++)
            sum += matrix[i * n + k] * in[k];
        out[i] = sum;
    }
}

EVERY_PROCESSOR static void make_flat(const kkr_shape_function *s, scratch *t,
                                      const lanes *cosine, const lanes *sine)
{
    lanes *p = t->legendre[0], *p1 = t->legendre[1], *p2 = t->legendre[2];
    lanes power = { 0 };
    power += 1;
    p[0] = power * s->diagonal[0];
    for (int l = 1; l <= s->l_max; l++) {
        lanes *spare = p2;
        p2 = p1;
        p1 = p;
        p = spare;
        power *= *sine;
        p[l] = power * s->diagonal[l];
        p1[l] = p2[l - 1] = p2[l] = (lanes){ 0 };
        double scale = 1 / (l * (l + 1.0));
        lanes *flat = t->flat + l * l;
        for (int m = 0; m <= l; m++) {
            if (m < l)
                p[m] = s->rise[l][m] * *cosine * p1[m] - s->fall[l][m] * p2[m];
            lanes w = (l * *cosine * p[m] - s->slope[l][m] * p1[m]) * scale;
            flat[m] = w * t->phi_cos[m];
            if (m > 0)
                flat[l + m] = w * t->phi_sin[m];
        }
    }
}

EVERY_PROCESSOR static void add_face(const kkr_shape_function *s, const face *f,
                                     scratch *t)
{
    double cos_m[N_L], sin_m[N_L];
    cos_m[0] = 1;
    sin_m[0] = 0;
    for (int m = 1; m <= s->l_max; m++) {
        cos_m[m] = cos_m[m - 1] * f->cos_p - sin_m[m - 1] * f->sin_p;
        sin_m[m] = cos_m[m - 1] * f->sin_p + sin_m[m - 1] * f->cos_p;
    }
    lanes turned[2 * N_L];
    for (int l = 1; l <= s->l_max; l++) {
        multiply(f->rotation + cosine_block(l), l + 1, t->flat + l * l, turned);
        multiply(f->rotation + sine_block(l), l, t->flat + l * l + l + 1,
                 turned + l + 1);
        lanes *middle = t->theta + l * l + l;
        middle[0] += turned[0];
        for (int m = 1; m <= l; m++) {
            middle[m] += cos_m[m] * turned[m] - sin_m[m] * turned[l + m];
            middle[-m] += cos_m[m] * turned[l + m] + sin_m[m] * turned[m];
        }
    }
}

/* LANES values of all components with l <= l_max, which is s->l_max or 0. */
static void expand(const kkr_shape_function *s, const double r[static LANES],
                   scratch *t, int l_max)
{
    memset(t->theta, 0, (size_t)kkr_n_lm(l_max) * sizeof *t->theta);
    lanes solid = { 0 };
    for (int i = 0; i < s->n_faces; i++) {
        const face *f = &s->faces[i];
        bool any = false;
        lanes cosine = { 0 }, sine = { 0 };
        memset(t->phi_cos, 0, sizeof t->phi_cos);
        memset(t->phi_sin, 0, sizeof t->phi_sin);
        for (int w = 0; w < LANES; w++) {
            if (r[w] <= f->d)
                continue;
            if (r[w] >= f->reach) {
                solid[w] += f->solid;
                continue;
            }
            cut c;
            cut_face(&c, f, r[w], l_max);
            solid[w] += c.solid;
            if (!c.any)
                continue;
            any = true;
            cosine[w] = c.cosine;
            sine[w] = c.sine;
            t->phi_cos[0][w] = c.arc;
            for (int m = 1; m <= l_max; m++) {
                t->phi_cos[m][w] = c.im[m] / m;
                t->phi_sin[m][w] = -c.re[m] / m;
            }
        }
        if (any && l_max > 0) {
            make_flat(s, t, &cosine, &sine);
            add_face(s, f, t);
        }
    }
    t->theta[0] = (4 * M_PI - solid) / sqrt(4 * M_PI);
}

typedef struct request {
    const kkr_shape_function *shape;
    const double *radii;
    int n;
    double *theta;
} request;

static void expand_task(void *user, int i, int thread)
{
    const request *q = user;
    int first = i * LANES, n = q->n - first < LANES ? q->n - first : LANES;
    double r[LANES] = { 0 };
    memcpy(r, q->radii + first, (size_t)n * sizeof *r);
    scratch t;
    expand(q->shape, r, &t, q->shape->l_max);
    for (int lm = 0; lm < kkr_n_lm(q->shape->l_max); lm++)
        memcpy(q->theta + (size_t)lm * (size_t)q->n + first, &t.theta[lm],
               (size_t)n * sizeof(double));
}

bool kkr_shape_function_values(const kkr_shape_function *shape, const double *radii,
                               int n, double *theta, const kkr_job *job, kkr_error *err)
{
    request q = { shape, radii, n, theta };
    if (!kkr_parallel_for(job, (n + LANES - 1) / LANES, expand_task, &q, NULL))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    return true;
}

/*
 * Integral of Theta_00 r^2 over (a, b) by 2 LANES points of Gauss and Legendre. At the
 * ends Theta_00 may behave like |r - a|^(3/2); r = a + (b - a) (3 u^2 - 2 u^3) makes it
 * smooth in u.
 */
static double integrate(const kkr_shape_function *s, double a, double b, scratch *t)
{
    static const double node[LANES] = { 0.0950125098376374402, 0.2816035507792589132,
                                        0.4580167776572273863, 0.6178762444026437484,
                                        0.7554044083550030339, 0.8656312023878317439,
                                        0.9445750230732325761, 0.9894009349916499326 };
    static const double weight[LANES] = {
        0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382,
        0.1495959888165767321, 0.1246289712555338720, 0.0951585116824927848,
        0.0622535239386478929, 0.0271524594117540949
    };
    double sum = 0;
    for (int half = -1; half <= 1; half += 2) {
        double r[LANES], factor[LANES];
        for (int k = 0; k < LANES; k++) {
            double u = (1 + half * node[k]) / 2;
            r[k] = a + (b - a) * u * u * (3 - 2 * u);
            factor[k] = weight[k] * (b - a) * 3 * u * (1 - u) * r[k] * r[k];
        }
        expand(s, r, t, 0);
        for (int k = 0; k < LANES; k++)
            sum += factor[k] * t->theta[0][k];
    }
    return sum;
}

// Halves (a, b) until that changes nothing: a foot near an edge is almost a break.
static double integrate_well(const kkr_shape_function *s, double a, double b,
                             double whole, int depth, scratch *t)
{
    double middle = (a + b) / 2;
    double left = integrate(s, a, middle, t), right = integrate(s, middle, b, t);
    if (depth == 0 || fabs(left + right - whole) <= 1e-15 * s->r_in * s->r_in * s->r_in)
        return left + right;
    return integrate_well(s, a, middle, left, depth - 1, t) +
           integrate_well(s, middle, b, right, depth - 1, t);
}

double kkr_shape_function_volume(const kkr_shape_function *shape)
{
    scratch t;
    double sum = 0, r_in = shape->r_in;
    for (int i = 0; i + 1 < shape->n_breaks; i++) {
        double a = shape->breaks[i], b = shape->breaks[i + 1];
        if (a < b)
            sum += integrate_well(shape, a, b, integrate(shape, a, b, &t), 20, &t);
    }
    return 4 * M_PI / 3 * r_in * r_in * r_in + sqrt(4 * M_PI) * sum;
}
