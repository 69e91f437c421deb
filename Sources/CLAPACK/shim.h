#pragma once

// The functions of BLAS and LAPACK that Hourglass calls. Where their headers lie differs from system to system, what
// they are called does not.

static const int CblasColMajor = 102, CblasNoTrans = 111, CblasUpper = 121;

// C = alpha A Aᵀ + beta C, of which one triangle is written: A is n x k, C is n x n.
void cblas_dsyrk(
    int order, int triangle, int transposition, int n, int k, double alpha, const double *a, int lda, double beta,
    double *c, int ldc);

// Chosen eigenvalues and eigenvectors of a symmetric matrix.
void dsyevr_(
    char *job, char *range, char *triangle, int *n, double *a, int *lda, double *low, double *high, int *first,
    int *last, double *tolerance, int *found, double *values, double *vectors, int *ldz, int *support, double *work,
    int *work_count, int *integers, int *integer_count, int *information);

#if defined(__linux__)
void openblas_set_num_threads(int threads);
#endif
