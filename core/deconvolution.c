// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/deconvolution.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/ylm.h"

/*
 * Cholesky instead of eigenvectors: the smallest eigenvalue is above the limit
 * exactly if M - limit has a Cholesky factor (Sylvester), and at a condition of
 * 1e6 the factor loses no more digits than the eigenvectors do.
 *
 * Eight radii are worked on side by side: their matrices differ, the order of
 * operations does not, so every step is one vector operation, and the result
 * depends neither on the width of the machine's vectors nor on the neighbours.
 * Since the cell's part of the sphere shrinks with r, the eigenvalues fall, and
 * the last good radius is found by bisection.
 */
const double kkr_deconvolution_lambda_min = 1e-6;

enum { LANES = 8 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(8)));

typedef struct term { // of M_ij: value Theta_row
    int row;
    double value;
} term;

typedef struct equations {
    int n, n_blocks;
    lanes *theta; // [row][n_blocks], zero beyond the last point
    int *first;   // [n (n + 1) / 2 + 1] terms of pair i >= j, packed by rows
    term *terms;
    lanes *matrix; // [n (n + 1) / 2]
    lanes *right;  // [n]
} equations;

static void gather_theta(equations *eq, const kkr_shape_cell *shape)
{
    eq->n_blocks = (shape->n_mesh + LANES - 1) / LANES;
    eq->theta = kkr_alloc((size_t)shape->n_lm * eq->n_blocks, sizeof(lanes));
    for (int row = 0; row < shape->n_lm; row++)
        memcpy(eq->theta + (size_t)row * eq->n_blocks,
               shape->theta + (size_t)row * shape->n_mesh,
               shape->n_mesh * sizeof(double));
}

static void gather_terms(equations *eq, const kkr_shape_cell *shape,
                         const kkr_gaunt *gaunt, const int *lm_index)
{
    enum { N_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };
    int row_of[N_LM]; // + 1; 0: not stored
    memset(row_of, 0, sizeof row_of);
    for (int row = 0; row < shape->n_lm; row++)
        if (shape->lm_index[row] < N_LM)
            row_of[shape->lm_index[row]] = row + 1;

    int n_pairs = eq->n * (eq->n + 1) / 2, count = 0, room = 0, pair = 0;
    eq->first = kkr_alloc(n_pairs + 1, sizeof *eq->first);
    for (int i = 0; i < eq->n; i++)
        for (int j = 0; j <= i; j++) {
            const kkr_gaunt_term *c;
            int n = kkr_gaunt_terms(gaunt, lm_index[i], lm_index[j], &c);
            if (room < count + n) {
                room = 2 * room + n + 256;
                eq->terms = kkr_realloc(eq->terms, room, sizeof *eq->terms);
            }
            for (int k = 0; k < n; k++)
                if (row_of[c[k].lm3])
                    eq->terms[count++] = (term){ row_of[c[k].lm3] - 1, c[k].value };
            eq->first[++pair] = count;
        }
}

static void clear_system(equations *eq)
{
    free(eq->theta);
    free(eq->first);
    free(eq->terms);
    free(eq->matrix);
    free(eq->right);
}

/** Fills the matrix of a block of radii, less `shift` on the diagonal. */
static void build(equations *eq, int block, double shift)
{
    for (int i = 0, pair = 0; i < eq->n; i++)
        for (int j = 0; j <= i; j++, pair++) {
            lanes sum = { 0 };
            for (int k = eq->first[pair]; k < eq->first[pair + 1]; k++)
                sum += eq->terms[k].value *
                       eq->theta[(size_t)eq->terms[k].row * eq->n_blocks + block];
            eq->matrix[pair] = i == j ? sum - shift : sum;
        }
}

/**
 * L of M = L L^T in place, with 1 / L_ii on the diagonal. Returns how many radii,
 * from the first of the block on, have one.
 */
static int factorise(equations *eq)
{
    bool positive[LANES];
    memset(positive, true, sizeof positive);
    for (int i = 0; i < eq->n; i++) {
        lanes *row_i = eq->matrix + i * (i + 1) / 2;
        for (int j = 0; j < i; j++) {
            const lanes *row_j = eq->matrix + j * (j + 1) / 2;
            lanes sum = row_i[j];
            for (int k = 0; k < j; k++)
                sum -= row_i[k] * row_j[k];
            row_i[j] = sum * row_j[j];
        }
        lanes pivot = row_i[i];
        for (int k = 0; k < i; k++)
            pivot -= row_i[k] * row_i[k];
        for (int lane = 0; lane < LANES; lane++) {
            positive[lane] &= pivot[lane] > 0;
            row_i[i][lane] = 1 / sqrt(pivot[lane]);
        }
    }
    int count = 0;
    while (count < LANES && positive[count])
        count++;
    return count;
}

/** Forward and back substitution of the right-hand sides. */
static void substitute(equations *eq)
{
    lanes *x = eq->right;
    for (int i = 0; i < eq->n; i++) {
        const lanes *row = eq->matrix + i * (i + 1) / 2;
        lanes sum = x[i];
        for (int k = 0; k < i; k++)
            sum -= row[k] * x[k];
        x[i] = sum * row[i];
    }
    for (int i = eq->n - 1; i >= 0; i--) {
        const lanes *row = eq->matrix + i * (i + 1) / 2;
        lanes value = x[i] * row[i];
        x[i] = value;
        for (int k = 0; k < i; k++)
            x[k] -= row[k] * value;
    }
}

/** Points before the first one where the smallest eigenvalue is too small. */
static int count_regular(equations *eq, int n_mesh)
{
    int low = 0, high = eq->n_blocks; // blocks below `low` are good all over
    while (low < high) {
        int middle = (low + high) / 2;
        build(eq, middle, kkr_deconvolution_lambda_min);
        int good = factorise(eq);
        if (good == LANES) {
            low = middle + 1;
        } else if (good > 0) {
            int count = middle * LANES + good;
            return count < n_mesh ? count : n_mesh;
        } else {
            high = middle;
        }
    }
    return low * LANES < n_mesh ? low * LANES : n_mesh;
}

int kkr_deconvolution_solve(const kkr_shape_cell *shape, const kkr_gaunt *gaunt,
                            const int *lm_index, int n_lm, double *s)
{
    assert(kkr_lm_l(lm_index[n_lm - 1]) <= kkr_gaunt_l_max(gaunt));
    equations eq = { .n = n_lm };
    gather_theta(&eq, shape);
    gather_terms(&eq, shape, gaunt, lm_index);
    eq.matrix = kkr_alloc((size_t)n_lm * (n_lm + 1) / 2, sizeof(lanes));
    eq.right = kkr_alloc(n_lm, sizeof(lanes));

    int count = count_regular(&eq, shape->n_mesh);
    for (int block = 0; block * LANES < count; block++) {
        int start = block * LANES;
        int n = count - start < LANES ? count - start : LANES;
        memset(eq.right, 0, n_lm * sizeof(lanes));
        for (int lane = 0; lane < n; lane++)
            for (int j = 0; j < n_lm; j++)
                eq.right[j][lane] = s[(size_t)(start + lane) * n_lm + j];
        build(&eq, block, 0);
        int good = factorise(&eq);
        if (good < n) { // only if the eigenvalues did not fall: a damaged shape
            n = good;
            count = start + n;
        }
        substitute(&eq);
        for (int lane = 0; lane < n; lane++)
            for (int j = 0; j < n_lm; j++)
                s[(size_t)(start + lane) * n_lm + j] = eq.right[j][lane];
    }
    clear_system(&eq);
    return count;
}
