// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/shape_mesh.h"
#include "core/shapefun.h"
#include "core/voronoi.h"

/**
 * Shape functions of our own as a `shapefun` file, for KKRhost or KKRimp.
 *
 * Threads: different files may be made at once.
 */

/**
 * The cells as a file would have them, on meshes of kkr_shape_mesh_new(), for
 * l <= l_max <= KKR_L_MAX; components that nowhere exceed 1e-6 are left out. `alat`
 * is in bohr. Release it with kkr_shapefun_free(). A failure names the cell,
 * counted from 1.
 */
kkr_shapefun *kkr_shape_file_new(const kkr_voronoi *const *cells, int n_cells,
                                 double alat, int l_max,
                                 const kkr_shape_mesh_params *params,
                                 const kkr_job *job, kkr_error *err);

/**
 * Writes it in columns; docs/formats/shapefun.md. KKRhost wants a scale factor for
 * each cell, KKRimp one for all (`one_scale`). The file is whole or not there.
 */
bool kkr_shape_file_write(const kkr_shapefun *shapefun, bool one_scale,
                          const char *path, kkr_error *err);
