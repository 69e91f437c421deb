#pragma once

// The functions of BLAS and LAPACK that Hourglass calls. Where their headers lie differs from system to system, what
// they are called does not.

static const int CblasRowMajor = 101, CblasColMajor = 102, CblasNoTrans = 111, CblasTrans = 112, CblasUpper = 121,
                 CblasLower = 122, CblasNonUnit = 131, CblasLeft = 141;

// C = alpha A B + beta C; C is m x n, k the length of the sums.
void cblas_dgemm(
    int order, int a_transposition, int b_transposition, int m, int n, int k, double alpha, const double *a, int lda,
    const double *b, int ldb, double beta, double *c, int ldc);

// C = alpha A Aᵀ + beta C, of which one triangle is written: A is n x k, C is n x n.
void cblas_dsyrk(
    int order, int triangle, int transposition, int n, int k, double alpha, const double *a, int lda, double beta,
    double *c, int ldc);

// B = A⁻¹ B for a triangular A: B is m x n.
void cblas_dtrsm(
    int order, int side, int triangle, int transposition, int diagonal, int m, int n, double alpha, const double *a,
    int lda, double *b, int ldb);

// The Cholesky factor of a symmetric positive definite matrix.
void dpotrf_(char *triangle, int *n, double *a, int *lda, int *information);

// Chosen eigenvalues and eigenvectors of a symmetric matrix.
void dsyevr_(
    char *job, char *range, char *triangle, int *n, double *a, int *lda, double *low, double *high, int *first,
    int *last, double *tolerance, int *found, double *values, double *vectors, int *ldz, int *support, double *work,
    int *work_count, int *integers, int *integer_count, int *information);

#if defined(__linux__)
void openblas_set_num_threads(int threads);
#endif
